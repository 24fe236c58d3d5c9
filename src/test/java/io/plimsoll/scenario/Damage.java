package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.damage;
import static io.plimsoll.scenario.Scenario.fresh;

import java.util.List;

/** Every kind of damage a fault does to a fenced target, and what the report must say of it. */
enum Damage {
  ONE_VALUE_CHANGED(
      "contacts",
      "update contacts set phone = '+0' where user_id = 17 and number = 2",
      "changed user_id=17, number=2 [phone]"),
  ONE_ROW_DELETED(
      "devices",
      "delete from devices where id = md5('5')::uuid",
      "missing id=e4da3b7f-bbce-2345-d777-2b0674a318d5 []"),
  ONE_ROW_ADDED(
      "settings", "insert into settings values ('k99', '{\"v\": 99}')", "unexpected key=k99 []"),
  ONE_DUPLICATED_ANOTHER_DELETED(
      "log",
      """
      with gone as (
        delete from log where ctid = (select min(ctid) from log where line = 'line 3') returning at)
      insert into log select 'line 7', at from gone
      """,
      "missing row * []",
      "unexpected row * []"),
  TWO_VALUES_SWAPPED(
      "users",
      """
      update users u set name = o.name from users o
       where u.id in (1, 2) and o.id in (1, 2) and o.id <> u.id
      """,
      "changed id=1 [name, shout]",
      "changed id=2 [name, shout]"),
  /** F27: one's device is another's now. */
  TWO_TENANTS_SWAPPED(
      "devices",
      """
      update devices d set user_id = o.user_id from devices o
       where d.id in (md5('1')::uuid, md5('2')::uuid) and o.id in (md5('1')::uuid, md5('2')::uuid)
         and o.id <> d.id
      """,
      "changed id=c4ca4238-a0b9-2382-0dcc-509a6f75849b [user_id]",
      "changed id=c81e728d-9d4c-2f63-6f06-7f89cc14862c [user_id]");

  private final String table;
  private final String sql;
  private final List<String> differences;

  Damage(String table, String sql, String... differences) {
    this.table = table;
    this.sql = sql;
    this.differences = List.of(differences);
  }

  /** The object it is done to, as the report names it. */
  String object() {
    return "public." + table;
  }

  /** Sorted; {@code kind key [columns]}; a keyless row's hash is a star. */
  List<String> differences() {
    return differences;
  }

  /** Behind the fence of the shard's target, as its owner. */
  void on(Scenario scenario, String shard) {
    damage(fresh(), scenario.target(shard), table, sql);
  }
}
