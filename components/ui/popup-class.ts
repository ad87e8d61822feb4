/** Shared by dialog and alert dialog: a layer over the page with its own scroll. */
export const backdropClass =
  'fixed inset-0 bg-overlay transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0'
export const popupClass =
  'fixed top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 ' +
  'overflow-y-auto rounded-xl border border-border bg-popover p-5 text-popover-foreground shadow-xl transition-opacity ' +
  'data-ending-style:opacity-0 data-starting-style:opacity-0 sm:p-6'
/** Menus and tooltips. */
export const floatingClass =
  'rounded-md border border-border bg-popover text-popover-foreground shadow-lg transition-opacity ' +
  'data-ending-style:opacity-0 data-starting-style:opacity-0'
