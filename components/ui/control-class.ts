/** The look that every text-like control shares. */
export const controlClass =
  'w-full min-w-0 rounded-md border border-input bg-card px-3 text-sm text-foreground shadow-none transition-colors ' +
  'placeholder:text-muted-foreground focus-visible:outline-offset-0 disabled:opacity-55 ' +
  'aria-invalid:border-destructive'
