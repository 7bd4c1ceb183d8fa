/** What the chat says in English. */
export const en = {
  title: "Customer service", fresh: "New conversation", signOut: "Sign out", log: "Conversation", typing: "Writing an answer",
  photo: "Send a photo", type: "Type your message", send: "Send", you: "You", bot: "The shop", again: "Send again",
  open: "Open the chat", close: "Close the chat", menu: "More", download: "Download this conversation",
  erase: "Delete this conversation", eraseSure: "Delete everything that was said here? This cannot be undone.",
  yes: "Delete", no: "Keep it", erased: "The conversation was deleted.", notErased: "It could not be deleted. Please try again later.",
  unread: (count: number) => `${count} unread`, copy: "Copy", copied: "Copied", voice: "Speak", listening: "Listening …",
  removePhoto: "Remove the photo", preview: "The photo to be sent", progress: "Sending the photo", waits: "Waiting to be sent", arrived: "Received",
  person: (name: string) => `${name} is answering`, offlineNow: "You are offline. What you write is sent when you are back.",
  drop: "Drop the photo here", buy: "Add to cart", buyOf: "Add to cart:", toPage: "See it in the shop", cart: (total: string, lines: number) => `Cart: ${total} (${lines})`,
  follow: "Open the page", order: (number: string) => `Order ${number}`, total: "Total", done: "done", now: "now", next: "to come",
  rate: "Rate this conversation", rateHow: "How satisfied are you with this conversation?",
  offer: "Can I help you find something?", notNow: "No, thank you",
  offline: "The shop could not be reached, so I do not know whether that arrived. Sending it again is safe: nothing is done twice.",
  unknown: "No answer came, and I do not know whether that arrived. Sending it again is safe: nothing is done twice.",
  busy: (time: string) => `That was a little fast. It is sent again at ${time}.`,
  large: "This photo is too large. Please choose one of at most 8 MB.",
  unreadable: "This file could not be read as a photo.", sentPhoto: "(a photo)",
  rating: (stars: number, count?: number) => `${stars} of 5 stars${count ? `, ${count} reviews` : ""}`, was: "before:",
  bar: (stars: number, count: number) => `${stars} stars: ${count}`,
  sides: (praise: number, blame: number) => `${praise} praise it, ${blame} complain`,
  quoted: (stars: number, language: string | null) => `${stars} stars${language ? `, in ${language}` : ""}`,
  welcome: "Hello! What are you looking for? You can ask in English or Chinese.", more: "Details", about: "Details of",
  products: "Products", comparison: "Comparison", earlier: "Earlier products", later: "More products",
  forgotten: "You are signed out. This page has forgotten the conversation.",
};

export type Texts = typeof en;
