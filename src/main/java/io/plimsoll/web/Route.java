package io.plimsoll.web;

import java.util.Set;

/**
 * One thing that can be asked over HTTP. The list of these is both what the server answers to and
 * what its OpenAPI document is made from.
 *
 * @param path with parameters in braces
 * @param summary one sentence
 */
record Route(Method method, String path, Access access, Manner manner, String summary, Work work) {
  /** What a route gives that answers for as long as somebody listens. */
  static final String EVENTS = "Events";

  /** What a route gives that has nothing to say. */
  static final String NOTHING = "";

  /** What is never kept, not even for whoever sends the same request again. */
  private static final Set<String> SECRETS = Set.of("Session", "IssuedToken", "LoginCode");

  private static final Set<String> SECRET_BODIES = Set.of("NewAccount", "NewPassword");

  enum Method {
    GET,
    POST
  }

  /**
   * @param id stable name of the operation
   * @param takes what it does with the request
   * @param gives name of the schema of its answer
   * @param wants name of the schema of its body, where that is an object
   */
  record Manner(String id, Takes takes, String gives, String wants) {
    /** Takes no object of its own. */
    Manner(String id, Takes takes, String gives) {
      this(id, takes, gives, "");
    }
  }

  /** What a request brings along. */
  enum Takes {
    /** Nothing but its address. */
    NOTHING,
    /** The version of the run that was looked at, as {@code If-Match}. */
    VERSION,
    /** A plan. */
    PLAN,
    /** A small JSON object. */
    OBJECT,
    /** The fields of a page's form. */
    FORM,
    /** The version of the run, and a JSON object that names the evidence. */
    DECISION
  }

  /** Does what was asked; a refusal is thrown. */
  interface Work {
    Answer on(Call call) throws Exception;
  }

  boolean takesSecret() {
    return SECRET_BODIES.contains(manner.wants());
  }

  boolean showsSecret() {
    return SECRETS.contains(manner.gives());
  }

  boolean changes() {
    return method == Method.POST;
  }
}
