/** The index card. */

export default function mount() {
  return { render() {} };
}
