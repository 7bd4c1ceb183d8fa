/** Voice input, where the browser has it; what is heard is written into the field, and nothing is sent by itself. */

interface Heard { results: ArrayLike<ArrayLike<{ transcript: string }>> }

interface Recognition {
  lang: string; interimResults: boolean; start(): void; stop(): void;
  onresult: ((event: Heard) => void) | null; onend: (() => void) | null;
}

const SPOKEN: Record<string, string> = { en: "en-US", zh: "zh-CN" };

function kind(): (new () => Recognition) | null {
  const found = window as unknown as Record<string, new () => Recognition>;
  return found.SpeechRecognition || found.webkitSpeechRecognition || null;
}

export function canHear(): boolean {
  return kind() !== null;
}

/** Listen until the speaker pauses; return what ends it earlier. */
export function listen(language: string, onWords: (words: string) => void, onEnd: () => void): () => void {
  const Kind = kind();
  if (!Kind) return () => {};
  const ear = new Kind();
  ear.lang = SPOKEN[language] || language;
  ear.interimResults = true;
  ear.onresult = (event) => onWords(Array.from(event.results, (result) => result[0]?.transcript ?? "").join(""));
  ear.onend = onEnd;
  ear.start();
  return () => ear.stop();
}
