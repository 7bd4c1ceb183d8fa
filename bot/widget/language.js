/* The language of the page: the browser's at first, then that of the conversation. */
import en from "./texts.en.js";
import zh from "./texts.zh.js";

const TEXTS = { en, zh };
const MARKED = { text: "textContent", label: "aria-label", hint: "placeholder", title: "title" };

let current = "";
export let T = en;

/** Let the page speak `language`, if it can. */
export function speak(language) {
  if (!language || language === current || !TEXTS[language]) return;
  current = language;
  T = TEXTS[language];
  document.documentElement.lang = language;
  document.title = T.title;
  for (const [mark, name] of Object.entries(MARKED)) {
    for (const item of document.querySelectorAll(`[data-${mark}]`)) {
      if (mark === "text") item.textContent = T[item.dataset.text];
      else item.setAttribute(name, T[item.dataset[mark]]);
    }
  }
}

speak(navigator.languages.map((name) => name.slice(0, 2).toLowerCase()).find((name) => TEXTS[name]) || "en");
