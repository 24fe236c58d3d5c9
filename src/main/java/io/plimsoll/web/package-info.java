/**
 * The server: REST API, live events, health and meters over HTTP.
 *
 * <p><b>Invariant.</b> It can do nothing the command line cannot: both only call {@code
 * Orchestrator}. Nothing is read without a role and nothing is changed without the role for it.
 */
package io.plimsoll.web;
