-- The conversations lie in a database of their own, beside that of the shop.
CREATE DATABASE conversations;
