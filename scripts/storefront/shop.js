/* What a shop's own page does with the chat: it says what is looked at, and follows the cart. */
"use strict";

document.addEventListener("shopchat:ready", () => {
  const cart = document.getElementById("cart");
  window.shopChat.on("cart", ({ total, lines }) => { cart.textContent = `${total} (${lines})`; });
});

for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => {
    window.shopChat.open();
    window.shopChat.send(button.dataset.say);
  });
}
