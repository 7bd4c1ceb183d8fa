/** What the page says of the chat: the attributes of its script. */

export interface Settings {
  customerToken: string | null;
  language: string | null;
  title: string | null;
  opening: string | null;
  logo: string | null;
  product: string | null;
  productUrl: string | null;
  offerAfterS: number | null;
  side: "left" | "right";
  scheme: string | null;
  isPage: boolean;
}

export function settingsOf(data: DOMStringMap): Settings {
  return {
    customerToken: data.customerToken ?? null,
    language: data.language || null,
    title: data.title || null,
    opening: data.opening || null,
    logo: data.logo || null,
    product: data.product || null,
    productUrl: data.productUrl || null,
    offerAfterS: Number(data.offerAfter) || null,
    side: data.side === "left" ? "left" : "right",
    scheme: data.scheme || null,
    isPage: data.mode === "page",
  };
}
