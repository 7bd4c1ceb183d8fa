/** Makes elements; text is always text, never markup. */

type Child = Node | string | null | undefined | false;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string | number | null | undefined> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

export function button(attributes: Record<string, string | number | null | undefined>, onClick: () => void, ...children: Child[]): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", onClick);
  return made;
}

const SHAPES: Record<string, string> = {
  chat: "M4 5h16v11H9l-5 4z", close: "M6 6l12 12M18 6L6 18", menu: "M5 12h.01M12 12h.01M19 12h.01",
  photo: "M4 7h3l2-2h6l2 2h3v12H4zM12 9.5a3.5 3.5 0 1 0 .01 0", send: "M5 12h13M12 5l7 7-7 7",
  voice: "M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11v1a6 6 0 0 0 12 0v-1M12 18v3", copy: "M9 9h10v11H9zM5 15V4h10",
};

export function icon(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", SHAPES[name] ?? "");
  drawing.append(line);
  return drawing;
}

export function hidden(text: string): HTMLElement {
  return element("span", { class: "hidden" }, text);
}

const LONGEST_ADDRESS = 60;

/** Return a text with its addresses as links; nothing but http(s) becomes one. */
export function withLinks(text: string): (Node | string)[] {
  return text.split(/(https?:\/\/[^\s<>"'，。）)]+)/g).map((part, index) => (
    index % 2 ? element("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, shortened(part)) : part
  ));
}

/** A signed link is longer than anybody reads: its site and path say where it leads. */
function shortened(address: string): string {
  return address.length > LONGEST_ADDRESS ? `${(address.split("?")[0] ?? "").slice(0, LONGEST_ADDRESS)}…` : address;
}

/** Return an address if it is one that may be opened, else null. */
export function safeAddress(address: unknown, base: string | URL = document.baseURI): string | null {
  try {
    const found = new URL(String(address), base);
    return found.protocol === "https:" || found.protocol === "http:" ? found.href : null;
  } catch {
    return null;
  }
}
