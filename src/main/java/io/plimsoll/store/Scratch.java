package io.plimsoll.store;

import io.plimsoll.common.Finding;
import java.util.List;

/** A server on which a run may create and drop databases of its own. */
public interface Scratch extends AutoCloseable {

  /** Why databases cannot be created here; empty when they can. */
  List<Finding> privileges();

  /** What is lacking to rehearse a move while clients write; empty when nothing is. */
  List<Finding> capturable();

  /** As for a store: databases are created here, and should not be on a server of clients. */
  default List<Finding> environment() {
    return List.of();
  }

  /** What the server says of itself. */
  Identity identity();

  /** Creates the database, empty, dropping an older one of the same name made by this run. */
  Store create(String database);

  /** The same, with whatever the other store's databases need to hold the same text. */
  default Store create(String database, Store like) {
    return create(database);
  }

  /** A client of one of its databases, for rehearsals. */
  Practice practice(Store scratch);

  /** Drops it; one that is not there is fine. */
  void drop(String database);

  @Override
  void close();
}
