// What nobody needs to see the page and to write; until it is here links and forms do the same.
import { startCopying } from "./copy.js";
import { startAsking } from "./handoff.js";
import { say, tell, words } from "./page.js";
import { open } from "./stored.js";
import { startFeedback } from "./verdict.js";

/** What is stored is shown in a dialog, where it is else a page. */
function startDialog() {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-dialog]"))) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = link.textContent;
    button.ariaHasPopup = "dialog";
    button.addEventListener("click", () => open(link.href));
    link.replaceWith(button);
  }
}

startCopying({ copied: words.copied, failed: words.copy_failed, say, tell });
startFeedback();
startDialog();
startAsking();
