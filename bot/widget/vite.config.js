/* Builds the sources into one script without names of its own on the page: `npm ci && npm run build`. */
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2020",
    outDir: ".",
    emptyOutDir: false,
    lib: { entry: "src/main.ts", formats: ["iife"], name: "unused", fileName: () => "embed.js" },
    reportCompressedSize: true,
  },
});
