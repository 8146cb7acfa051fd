import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Browsers that know `light-dark()`: one declaration per colour serves both themes (tokens.css). */
const browsers = ['chrome123', 'firefox120', 'safari17.5']

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: browsers,
    cssTarget: browsers,
    // Fonts and pictures stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': process.env['BAILIWICK_API'] ?? 'http://127.0.0.1:8420' } },
})
