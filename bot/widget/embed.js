/* Shows the chat in a corner of the shop's own site: <script src="…/webhooks/web/widget/embed.js" data-customer-token="…" defer></script> */
(() => {
  "use strict";
  const script = document.currentScript;
  const chat = new URL("../chat", script.src);
  const zh = document.documentElement.lang.toLowerCase().startsWith("zh");
  let token = script.dataset.customerToken || "";

  const frame = document.createElement("iframe");
  frame.src = chat.href;
  frame.title = script.dataset.title || (zh ? "在线客服" : "Customer service");
  frame.hidden = true;
  Object.assign(frame.style, {
    position: "fixed", right: "16px", bottom: "80px", width: "min(400px, calc(100vw - 32px))",
    height: "min(640px, calc(100vh - 96px))", border: "0", borderRadius: "16px", boxShadow: "0 8px 32px rgb(0 0 0 / 25%)", zIndex: "2147483000",
  });

  const opener = document.createElement("button");
  opener.type = "button";
  opener.textContent = frame.title;
  opener.setAttribute("aria-expanded", "false");
  Object.assign(opener.style, {
    position: "fixed", right: "16px", bottom: "16px", minHeight: "48px", padding: "0 20px", border: "0", borderRadius: "24px",
    background: "#1f5c46", color: "#fff", font: "600 16px system-ui, sans-serif", cursor: "pointer", zIndex: "2147483000",
  });
  opener.addEventListener("click", () => {
    frame.hidden = !frame.hidden;
    opener.setAttribute("aria-expanded", String(!frame.hidden));
  });

  const tell = () => frame.contentWindow.postMessage({ type: "ecom.customer", token }, chat.origin);
  window.addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && event.origin === chat.origin && event.data?.type === "ecom.ready" && token) tell();
  });
  /* A site that signs somebody in or out without loading a page anew tells the chat so. */
  window.shopChat = { signIn(customerToken) { token = customerToken || ""; tell(); } };

  document.body.append(frame, opener);
})();
