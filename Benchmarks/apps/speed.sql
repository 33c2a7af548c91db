-- As speedtest1 does: rows in, indices, joins, changes, rows out. @ROWS@: how many.
pragma synchronous = off;
create table item(id integer primary key, kind int, name text, price real);
create table kind(id integer primary key, label text);
begin;
insert into item with recursive n(i, x) as (select 1, 20240301 union all select i + 1, (x * 16807) % 2147483647 from n where i < @ROWS@)
	select i, x % 1000, printf('%05d-%d', x % 7919, i), x / 1000.0 from n;
insert into kind with recursive n(i) as (select 0 union all select i + 1 from n where i < 999) select i, printf('kind %03d', i) from n;
commit;
create index item_kind on item(kind, price);
create unique index item_name on item(name);
select count(*), sum(kind), round(total(price)) from item;
update item set price = price * 2, name = name || '!' where kind % 10 = 3;
delete from item where kind % 10 = 4;
select changes();
select label, count(*), round(avg(price), 1) from item join kind on kind.id = kind group by kind.id order by 3 desc, 1 limit 5;
with ranked as (select id, rank() over (partition by kind order by price desc) r from item) select count(*), sum(id) from ranked where r = 1;
select count(*) from item where name like '%77%';
begin; delete from item where id % 2; select count(*) from item; rollback;
select id, name from item order by price desc, id limit 3;
pragma integrity_check;
