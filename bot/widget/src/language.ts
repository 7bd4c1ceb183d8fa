/** The language of the chat: the page's or the browser's at first, then that of the conversation. */
import { en, type Texts } from "./texts/en";
import { zh } from "./texts/zh";

const TEXTS: Record<string, Texts> = { en, zh };

export let T: Texts = en;
export let current = "en";

/** Speak a language, if the chat can; say whether that is another one than before. */
export function speak(language: string | null | undefined): boolean {
  const found = (language || "").slice(0, 2).toLowerCase();
  const texts = TEXTS[found];
  if (!texts || found === current) return false;
  current = found;
  T = texts;
  return true;
}

/** Begin with the first of these languages that the chat speaks. */
export function begin(languages: readonly string[]): void {
  const known = languages.find((name) => TEXTS[name.slice(0, 2).toLowerCase()]);
  speak(known);
}
