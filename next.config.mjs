/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // No page has an image to convert, and a converter that strangers can call is only something to attack.
  images: { unoptimized: true },
  // A trailing slash means something in the API's paths; Next must not redirect away from one.
  skipTrailingSlashRedirect: true,
  // The lint command type-checks everything at once; a build must not do it again.
  typescript: { ignoreBuildErrors: true },
  // The development server is reached through the front door, under whichever loopback name.
  allowedDevOrigins: ['localhost', '127.0.0.1'],
  devIndicators: false,
}
