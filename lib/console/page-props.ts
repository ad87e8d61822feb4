/** What Next hands to a page that reads its query string. */
export interface SearchPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}
