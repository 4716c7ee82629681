/** The cookie in which a browser tells its IANA time zone. */
export const TIME_ZONE_COOKIE = "time-zone";
