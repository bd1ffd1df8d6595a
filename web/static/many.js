// Ticks all examples of the list, or none; without it the link loads the list with all ticked.

const all = document.getElementById("all");
/** @type {NodeListOf<HTMLInputElement>} */
const boxes = document.querySelectorAll('input[name="example"][form="many"]');

all?.addEventListener("click", (event) => {
  event.preventDefault();
  const ticked = [...boxes].some((box) => !box.checked);
  for (const box of boxes) box.checked = ticked;
  all.textContent = ticked ? "Avmarkera alla" : "Markera alla";
});
