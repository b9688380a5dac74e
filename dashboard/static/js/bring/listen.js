/** The ways in to bringing one's own market; what shows them is loaded with the first press. */

document.addEventListener("click", async ({ target }) => {
  if (!target.closest("[data-action=bring]")) return;
  target.closest("[popover]")?.hidePopover();
  const { open } = await import("./dialog.js");
  open();
});
