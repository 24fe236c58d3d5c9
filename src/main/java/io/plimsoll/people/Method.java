package io.plimsoll.people;

/** How somebody proved who they are. A session has the method it was opened with. */
public enum Method {
  PASSWORD,
  OIDC,
  ONE_TIME_CODE,
  API_TOKEN
}
