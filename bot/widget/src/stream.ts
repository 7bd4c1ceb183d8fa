/** Listens to what the shop pushes (server-sent events), with one line for all tabs of the site. */
import * as session from "./session";

const SILENCE_MS = 25000; // the server shows a sign of life every ten seconds
const LONGEST_WAIT_MS = 30000;
const FULL_WAIT_MS = 60000;
const TABS = "ecom.chat";

export interface News { kind: "open" | "lost" | "news" | "busy"; id?: string }

/** Read a stream of events line by line (WHATWG HTML, 9.2.6): only its kinds and data are used here. */
export async function* events(body: ReadableStream<Uint8Array>, onSign: () => void): AsyncGenerator<{ kind: string; data: string }> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let kind = "";
  let data = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    onSign();
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("event:")) kind = line.slice(6).trim();
      else if (line.startsWith("data:")) data += line.slice(5).trim();
      else if (!line) {
        if (kind) yield { kind, data };
        kind = data = "";
      }
    }
  }
}

export class Stream {
  private readonly tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(TABS);
  private wake: () => void = () => {};
  private line: AbortController | null = null;
  private isOn = false;
  isConnected = false;

  constructor(private readonly address: string, private readonly onNews: (news: News) => void) {
    this.tabs?.addEventListener("message", (event: MessageEvent<News>) => onNews(event.data));
  }

  /** Begin to listen, if this has not begun; only one tab holds the line and tells the others. */
  begin(): void {
    if (this.isOn) {
      this.wake();
      return;
    }
    this.isOn = true;
    if (navigator.locks) void navigator.locks.request("ecom.line", () => this.listen());
    else void this.listen();
  }

  /** Listen to the conversation that there is now. */
  change(): void {
    this.line?.abort();
    this.wake();
  }

  /** Tell the other tabs. */
  tell(news: News): void {
    this.tabs?.postMessage(news);
  }

  private async listen(): Promise<void> {
    let failures = 0;
    for (;;) {
      const token = session.token();
      if (!token) {
        await this.pause(null);
        continue;
      }
      const status = await this.follow(token).catch(() => 0);
      if (this.isConnected) {
        failures = 0;
        this.isConnected = false;
        this.spread({ kind: "lost" });
      }
      failures += 1;
      if (status === 401) await this.pause(null);
      else if (status === 429) await this.pause(FULL_WAIT_MS);
      else await this.pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures) * (0.5 + Math.random()));
    }
  }

  /** Hold the line until it ends; return the status if it was refused. */
  private async follow(token: string): Promise<number> {
    const line = new AbortController();
    this.line = line;
    let timer = 0;
    const onSign = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => line.abort(), SILENCE_MS);
    };
    try {
      onSign();
      const headers = { Authorization: `Bearer ${token}` };
      const response = await fetch(this.address, { headers, signal: line.signal, credentials: "omit", cache: "no-store" });
      if (!response.ok || !response.body) return response.status;
      this.isConnected = true;
      this.spread({ kind: "open" });
      for await (const { kind, data } of events(response.body, onSign)) {
        if (kind === "news" || kind === "busy") this.spread({ kind, id: idOf(data) });
      }
      return 200;
    } finally {
      clearTimeout(timer);
    }
  }

  private spread(news: News): void {
    this.onNews(news);
    this.tell(news);
  }

  private pause(ms: number | null): Promise<void> {
    return new Promise((done) => {
      this.wake = done;
      if (ms !== null) setTimeout(done, ms);
    });
  }
}

function idOf(data: string): string | undefined {
  try {
    const found: unknown = JSON.parse(data);
    return found && typeof found === "object" && "id" in found ? String(found.id) : undefined;
  } catch {
    return undefined;
  }
}
