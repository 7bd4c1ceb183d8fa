/* What the chat page says in English. */
export default {
  title: "Customer service", fresh: "New conversation", signOut: "Sign out", log: "Conversation", typing: "Writing an answer",
  photo: "Send a photo", type: "Type your message", send: "Send", you: "You", bot: "The shop", again: "Send again",
  offline: "The shop could not be reached, so I do not know whether that arrived. Sending it again is safe: nothing is done twice.",
  unknown: "No answer came, and I do not know whether that arrived. Sending it again is safe: nothing is done twice.",
  busy: (time) => `That was a little fast. Please send it again at ${time}.`,
  large: "This photo is too large. Please choose one of at most 8 MB.",
  unreadable: "This file could not be read as a photo.", sentPhoto: "(a photo)",
  rating: (stars, count) => `${stars} of 5 stars${count ? `, ${count} reviews` : ""}`, was: "before:",
  bar: (stars, count) => `${stars} stars: ${count}`, sides: (praise, blame) => `${praise} praise it, ${blame} complain`,
  quoted: (stars, language) => `${stars} stars${language ? `, in ${language}` : ""}`,
  welcome: "Hello! What are you looking for? You can ask in English or Chinese.", more: "Details", about: "Details of",
  products: "Products", comparison: "Comparison", earlier: "Earlier products", later: "More products",
  forgotten: "You are signed out. This page has forgotten the conversation.",
};
