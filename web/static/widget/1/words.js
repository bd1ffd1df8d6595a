// What the widget says, by language.
"use strict";

const PRESS_WORDS = {
  sv: {
    launcher: "Fråga presstjänsten",
    title: "Försäkringskassans presstjänst",
    chat: "Chatt med presstjänsten",
    close: "Stäng",
    wait: "Hämtar chatten …",
    failed: "Chatten går inte att visa här.",
    link: "Öppna chatten i en ny flik",
  },
  en: {
    launcher: "Ask the press service",
    title: "Försäkringskassan’s press service",
    chat: "Chat with the press service",
    close: "Close",
    wait: "Loading the chat …",
    failed: "The chat cannot be shown here.",
    link: "Open the chat in a new tab",
  },
};
