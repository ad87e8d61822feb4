// Preload for the conformance suite. Its raw requests (http-header-validation and its like) are sent to the path of the URL
// under test without its query, and so would reach a gateway without `?names=bare`. The query is put back; nothing else is.
const http = require('node:http')
const { pathname, search } = new URL(process.env.URL_UNDER_TEST)
const original = http.request
http.request = (options, ...rest) =>
  typeof options === 'object' && options.path === pathname
    ? original({ ...options, path: `${pathname}${search}` }, ...rest)
    : original(options, ...rest)
