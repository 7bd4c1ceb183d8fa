/**
 * The chat of a shop on any of its pages:
 * <script src="https://chat.example.com/webhooks/web/widget/embed.js" data-customer-token="…" defer></script>
 */
import { Chat } from "./chat";
import { settingsOf } from "./settings";

type Listener = (detail: unknown) => void;

const script = document.currentScript as HTMLScriptElement | null;

function start(of: HTMLScriptElement): void {
  if ("shopChat" in window) return; // the page has loaded the chat already
  const settings = settingsOf(of.dataset);
  const listeners = new Map<string, Set<Listener>>();
  const tell = (name: string, detail?: unknown) => {
    for (const listener of listeners.get(name) || []) {
      try {
        listener(detail);
      } catch (error) {
        console.error(error); // the page's own fault must not stop the chat
      }
    }
  };
  const chat = new Chat(settings, new URL("../", of.src), tell);
  const setUser = (token?: string | null) => { void chat.conversation.signIn(token || null); };
  const api = Object.freeze({
    open: () => chat.open(),
    close: () => chat.close(),
    toggle: () => chat.toggle(),
    send: (text: string) => chat.send({ text: String(text) }, { text: String(text) }),
    setUser,
    signIn: setUser,
    setPage: (page?: { product?: string | null } | null) => { chat.conversation.product = page?.product || null; },
    on: (name: string, listener: Listener) => {
      const heard = listeners.get(name) || new Set();
      listeners.set(name, heard.add(listener));
      return () => heard.delete(listener);
    },
  });
  Object.defineProperty(window, "shopChat", { value: api });
  chat.begin();
  if (settings.isPage && window.parent !== window) framed(setUser);
  document.dispatchEvent(new CustomEvent("shopchat:ready"));
}

/** Let the page that shows this one in a frame say who is signed in there; only sites that the shop has named can frame it. */
function framed(setUser: (token: string) => void): void {
  addEventListener("message", (event: MessageEvent<{ type?: string; token?: string }>) => {
    if (event.source === window.parent && event.data?.type === "ecom.customer") setUser(String(event.data.token || ""));
  });
  window.parent.postMessage({ type: "ecom.ready" }, "*");
}

if (script) {
  if (document.body) start(script);
  else document.addEventListener("DOMContentLoaded", () => start(script));
}
