// What nobody needs to see the page and to write; until it is here links and forms do the same.
import { startCopying } from "./copy.js";
import { startAsking } from "./handoff.js";
import { say, tell, words } from "./page.js";
import { open } from "./stored.js";
import { startFeedback } from "./verdict.js";

/** What is stored is shown in a dialog, where it is else a page. The link stays in its place, for it
 * may be what is being pressed. */
function startDialog() {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-dialog]"))) {
    link.role = "button";
    link.ariaHasPopup = "dialog";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(link.href);
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  }
}

/** The look of the dialog, and of drafts, which answers may bring. */
function startLook() {
  const look = document.createElement("link");
  look.rel = "stylesheet";
  look.href = new URL("../later.css", import.meta.url).href;
  document.head.append(look);
}

startLook();
startCopying({ copied: words.copied, failed: words.copy_failed, say, tell });
startFeedback();
startDialog();
startAsking();
