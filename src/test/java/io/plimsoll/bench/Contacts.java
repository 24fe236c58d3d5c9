package io.plimsoll.bench;

import io.plimsoll.store.postgres.Database;

/** A table like the sample's contacts, made inside the server: short texts, some NULLs, a note. */
final class Contacts {
  private Contacts() {}

  static void create(Database database) {
    database.execute(
        """
        create table contacts (
          account_id bigint not null, contact_id int not null, name text not null, phone text,
          email text, birthday date, note text, starred boolean not null,
          updated_at timestamptz not null)
        """);
  }

  static void fill(Database database, int rows) {
    database.execute(
        """
        insert into contacts
        select i / 20, i %% 20, 'Contact ' || md5(i::text),
               case when i %% 7 > 0 then '+49 30 ' || (i::bigint * 7919 %% 10000000)::text end,
               case when i %% 3 > 0 then left(md5((i * 3)::text), 12) || '@example.org' end,
               case when i %% 5 = 0 then date '1950-01-01' + i %% 20000 end,
               case when i %% 10 = 0 then repeat('met in Berlin 😀 ', 1 + i %% 5) else '' end,
               i %% 11 = 0, timestamptz '2009-01-01 00:00+00' + i * interval '1 second'
        from generate_series(1, %d) i
        """
            .formatted(rows),
        "vacuum analyze contacts",
        "checkpoint");
  }
}
