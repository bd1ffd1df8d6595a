// Keeps the state of training and of the engines up to date; without it the page loads anew.

const ADDRESS = document.currentScript?.dataset.state ?? "";
const SECONDS = 1.5;
// The page has both of them always.
const state = () => /** @type {HTMLElement} */ (document.getElementById("state"));
const saidAloud = /** @type {HTMLElement} */ (document.getElementById("said"));
let said = "";
let leaving = false;

// A form is on its way: to load the page anew would lose what it leads to.
document.addEventListener("submit", () => { leaving = true; });

// What the rest of the page rests on.
/** @param {HTMLElement} one */
function whole(one) {
  const { training, release, changing } = one.dataset;
  return [training, release, changing !== undefined].join(" ");
}

async function look() {
  if (!document.hidden) {
    try {
      const response = await fetch(ADDRESS);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (leaving) return;
      const fresh = page.getElementById("state");
      // Logged out, a training that began or ended, another release, or all engines have changed:
      // buttons and the lists change too.
      if (!fresh || whole(fresh) !== whole(state())) return location.reload();
      state().replaceWith(document.adoptNode(fresh));
      tell();
    } catch {
      // Web is out of reach for the moment.
    }
  }
  wait();
}

// The step in words, once for each, to whoever listens instead of looks.
function tell() {
  const words = state().querySelector(".progress label")?.textContent.split(",")[0] ?? "";
  if (words === said) return;
  said = words;
  saidAloud.textContent = words;
}

function wait() {
  if ("changing" in state().dataset) setTimeout(look, SECONDS * 1000);
}

wait();
