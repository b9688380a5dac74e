/** The page's keyboard: one registry of single keys, silent while something is typed, held with a modifier, or asked by a dialog. */

const WORDS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", " ": "Space" };
const TYPING = "input, textarea, select, [contenteditable]";

const bound = new Map(); // key, as KeyboardEvent.key spells it → {description, action}

/**
 * From now on `key` does `action(event)`; the help lists it with `description`, one line in words. An action that returns false has
 * not used the key. Returns what takes it back. Throws an Error when the key is taken.
 */
export function register(key, description, action) {
  if (bound.has(key)) throw new Error(`The key ${key} is taken: ${bound.get(key).description}`);
  bound.set(key, { description, action });
  return () => bound.delete(key);
}

/** What the help lists: [{key, description}] in the order of registration, keys as they are printed on them. */
export const registered = () => [...bound].map(([key, { description }]) => ({ key: WORDS[key] ?? key, description }));

const isMeantForSomethingElse = (event) => (
  event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey
  || Boolean(event.target.closest?.(TYPING)) || document.querySelector("dialog:modal") !== null
  || (event.key === "Escape" && document.querySelector(":popover-open") !== null) // it closes that
);

function pressed(event) {
  if (isMeantForSomethingElse(event)) return;
  if (bound.has(event.key) && bound.get(event.key).action(event) !== false) event.preventDefault();
}

document.addEventListener("keydown", pressed);
