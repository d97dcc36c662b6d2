"""What a bureau of any size has written down: statements, each of which fills a table or two.

Everything goes by ``%(size)s`` people and by ``bench_chance``, which gives the same number for the
same row in every run, so that a second run on the same day asks the same pages. Days are counted
back from ``%(today)s``. Nobody in it exists; what is sealed is one value for all of them, which
costs as much to open as any other.
"""

# (number of the row, which of its chances, out of how many) -> 0 and up.
CHANCE = """
CREATE OR REPLACE FUNCTION bench_chance(n bigint, which int, many int) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT ((hashint8extended($1, $2) & 2147483647) % $3)::int';
"""

PEOPLE = """
INSERT INTO accounts_user (id, password, username, display_name, role, is_active, region_id,
                           must_change_password, created_at, password_set_at, past_passwords)
SELECT 1000 + id, '', 'w' || code, '工作人员', level || '_worker', true, id, false, now(), now(),
       '{}'
FROM regions_region WHERE level <> 'county';
INSERT INTO registry_household (id, number, region_id, plaque_number)
SELECT h + 1, 'H' || h, o.region_id, '鲁试' || lpad(h::text, 7, '0')
FROM generate_series(0, (%(size)s - 1) / 3) h JOIN bench_places o ON h * 3 BETWEEN first AND last;
INSERT INTO registry_person (id, name, name_pinyin, name_initials, id_number, id_index, sex,
                             born_on, died_on, phone, phone_index, region_id, household_id,
                             relation)
SELECT n, name, name_pinyin, name_initials, %(sealed)s, sha256(n::text::bytea),
       CASE WHEN bench_chance(n, 1, 12) = 0 THEN 'female' ELSE 'male' END,
       DATE '1932-01-01' + bench_chance(n, 2, 365 * 68),
       CASE WHEN bench_chance(n, 3, 12) = 0 THEN DATE '2015-01-01' + bench_chance(n, 4, 4000) END,
       CASE WHEN n %% 5 < 4 THEN %(sealed)s::bytea END,
       CASE WHEN n %% 5 < 4 THEN sha256(('t' || n)::bytea) END,
       o.region_id, n.at / 3 + 1, ''
FROM (SELECT *, n::bigint * 7919 %% %(size)s AS at FROM bench_names) n
JOIN bench_places o ON n.at BETWEEN o.first AND o.last;
INSERT INTO registry_personcategory (person_id, category, valid_from, document_no)
SELECT id, (ARRAY['TY', 'TY', 'TY', 'TY', 'NC60', 'CZ', 'DIS', 'DB', 'FY', 'JS'])
           [1 + bench_chance(id, 5, 10)], born_on + 8000, ''
FROM registry_person;
INSERT INTO visits_keyperson (person_id, reason, every, valid_from, entered_by_id, entered_at)
SELECT id, (ARRAY['ill', 'disabled', 'alone', 'poor'])[1 + bench_chance(id, 6, 4)],
       (ARRAY['month', 'quarter'])[1 + bench_chance(id, 7, 2)], %(today)s::date - 400,
       1000 + region_id, now() - interval '400 days'
FROM registry_person WHERE died_on IS NULL AND bench_chance(id, 8, 33) = 0;
INSERT INTO registry_lifeevent (person_id, region_id, kind, happened_on, entered, before,
                                document_no, reason, state, proposed_by_id, proposed_at,
                                decided_by_id, decided_at, decision_note)
SELECT id, region_id, (ARRAY['marriage', 'merit', 'disability'])[1 + bench_chance(m, 10, 3)], day,
       %(json)s, CASE state WHEN 'accepted' THEN %(json)s::bytea END, '', '', state,
       1000 + region_id, day,
       CASE WHEN state <> 'proposed' THEN 2 END, CASE WHEN state <> 'proposed' THEN day + 3 END,
       CASE state WHEN 'refused' THEN '材料不全' ELSE '' END
FROM (SELECT m, %(today)s::date - 5 - bench_chance(m, 11, CASE WHEN m %% 7 = 0 THEN 20 ELSE 900 END)
                AS day,
             CASE WHEN m %% 7 = 0 THEN 'proposed' WHEN m %% 7 = 1 THEN 'refused' ELSE 'accepted'
             END AS state
      FROM generate_series(1, %(size)s / 20) m) e
JOIN registry_person p ON p.id = 1 + e.m::bigint * 13 %% %(size)s;
INSERT INTO registry_accountproposal (person_id, bank_name, account_name, number, number_index,
                                      reason, state, proposed_by_id, proposed_at, decided_by_id,
                                      decided_at, decision_note)
SELECT id, '试验银行', name, %(sealed)s, sha256(('a' || m)::bytea), '换卡',
       CASE WHEN m %% 2 = 0 THEN 'pending' ELSE 'refused' END, 1000 + region_id,
       now() - interval '9 days', CASE WHEN m %% 2 = 1 THEN 2 END,
       CASE WHEN m %% 2 = 1 THEN now() - interval '2 days' END,
       CASE WHEN m %% 2 = 1 THEN '户名不符' ELSE '' END
FROM generate_series(1, %(size)s / 200) m JOIN registry_person p ON p.id = 1 + m * 17;
"""

NETWORK = """
-- 225 of the 235 villages have a station: 238 with the centre and the towns.
INSERT INTO stations_station (name, address, phone, opening_hours, region_id)
SELECT name || '退役军人服务站', '试验路 1 号',
       CASE WHEN level <> 'village' OR bench_chance(id, 12, 6) > 0 THEN '0533-2000000' ELSE '' END,
       '周一至周五', id
FROM (SELECT *, row_number() OVER (PARTITION BY level ORDER BY code) AS place
      FROM regions_region) r
WHERE level <> 'village' OR place %% 23 <> 7 OR id = (
    SELECT region_id FROM bench_places ORDER BY last - first DESC LIMIT 1);
INSERT INTO stations_stationworker (station_id, name, post, is_shown, from_on, account_id,
                                    entered_by_id, entered_at)
SELECT s.id, '人员', CASE k WHEN 1 THEN 'head' ELSE 'part_time' END, false,
       %(today)s::date - 900, CASE WHEN k = 1 AND level <> 'county' THEN 1000 + region_id END, 1,
       now()
FROM stations_station s JOIN regions_region r ON r.id = s.region_id, generate_series(1, 2) k
WHERE bench_chance(s.id, 13, 20) > 0;
INSERT INTO stations_fiveitem (station_id, kind, is_met, since_on, note, set_by_id, set_at)
SELECT id, kind, bench_chance(id, 14 + place::int, 10) > 0, %(today)s::date - 300, '', 1, now()
FROM stations_station,
     unnest(ARRAY['organ', 'establishment', 'staff', 'funds', 'means'])
     WITH ORDINALITY k (kind, place)
WHERE bench_chance(id, 20, 8) > 0;
INSERT INTO stations_assessmenttemplate (id, title, level, year, part, due_on, source, confidence,
                                         state, entered_by_id, entered_at, decided_by_id,
                                         decided_at)
SELECT t, '站点自评', (ARRAY['town', 'village'])[1 + t %% 2],
       extract(year FROM %(today)s::date), ((t + 1) / 2)::text, %(today)s::date + 20, '试验',
       'unconfirmed', 'in_force', 1, now(), 2, now()
FROM generate_series(1, 4) t;
INSERT INTO stations_assessmentitem (template_id, number, block, text, proof, most)
SELECT t, k, '板块' || 1 + k / 6, '要求', '照片', 5
FROM generate_series(1, 4) t, generate_series(1, 20) k;
INSERT INTO stations_assessment (station_id, template_id, state, maximum, self_total, begun_by_id,
                                 begun_at, submitted_by_id, submitted_at, checked_by_id,
                                 checked_at, checked_total, sent_back_why)
SELECT station, template, state, 100, points, worker, now(),
       CASE WHEN state <> 'open' THEN worker END, CASE WHEN state <> 'open' THEN now() END,
       CASE WHEN state IN ('closed', 'returned') THEN 2 END,
       CASE WHEN state IN ('closed', 'returned') THEN now() END,
       CASE state WHEN 'closed' THEN points END,
       CASE state WHEN 'returned' THEN '缺照片' ELSE '' END
FROM (SELECT s.id AS station, t.id AS template, 1000 + s.region_id AS worker,
             20 * (5 - bench_chance(s.id, 21, 7) * 0.5) AS points,
             CASE WHEN t.part = '1' THEN 'closed' ELSE
                 (ARRAY['closed', 'submitted', 'submitted', 'open', 'returned', ''])
                 [1 + bench_chance(s.id, 22, 6)]
             END AS state
      FROM stations_station s JOIN regions_region r ON r.id = s.region_id
      JOIN stations_assessmenttemplate t ON t.level = r.level) a
WHERE state <> '';
INSERT INTO stations_assessmentscore (assessment_id, item_id, most, points, told, checked_points,
                                      check_note, scored_by_id, scored_at)
SELECT a.id, i.id, 5, a.self_total / 20, '有',
       CASE a.state WHEN 'closed' THEN a.self_total / 20 END, '', a.begun_by_id, now()
FROM stations_assessment a JOIN stations_assessmentitem i ON i.template_id = a.template_id;
"""

VISITS = """
INSERT INTO visits_visittask (id, title, reason, period, first_on, last_on, categories, key_only,
                              least_age, at_home, note, entered_by_id, entered_at)
VALUES (1, '全年走访', 'routine', 'year', %(january)s, NULL, '{}', false, NULL, false, '', 1,
        now()),
       (2, '每季走访老年人', 'routine', 'quarter', %(january)s, NULL, '{}', false, 75, false, '', 1,
        now()),
       (3, '每月联系重点对象', 'routine', 'month', %(january)s, NULL, '{}', true, NULL, false, '',
        1, now()),
       (4, '每季联系重点对象', 'routine', 'quarter', %(january)s, NULL, '{}', true, NULL, false, '',
        1, now()),
       (5, '冬季送温暖', 'festival', 'once', %(today)s::date - 20, %(today)s::date + 15,
        '{DIS,FY,DB}', false, NULL, true, '', 1, now());
-- About two a year for three years, in the order in which they were entered.
INSERT INTO visits_visit (person_id, region_id, visited_on, way, met, reason, found, needs, gift,
                          photo_consent, visited_by_id, entered_at, voided_by_id, voided_at,
                          voided_why)
SELECT id, region_id, day,
       CASE WHEN met THEN (ARRAY['home', 'home', 'home', 'phone', 'station'])[1 + way]
            ELSE (ARRAY['home', 'phone'])[1 + way %% 2] END,
       CASE WHEN NOT met THEN 'nobody' WHEN way = 1 THEN 'family' ELSE 'self' END,
       'routine', %(sealed)s, CASE way WHEN 0 THEN ARRAY['medical'] ELSE '{}' END, '', false,
       1000 + region_id, day + time '02:00',
       CASE WHEN void THEN 1000 + region_id END, CASE WHEN void THEN day + time '03:00' END,
       CASE WHEN void THEN '登记错了' ELSE '' END
FROM (SELECT p.id, region_id, died_on,
             %(today)s::date - (k - 1) * 182 - bench_chance(p.id, 30 + k, 182) AS day,
             bench_chance(p.id, 40 + k, 12) > 0 AS met, bench_chance(p.id, 50 + k, 5) AS way,
             bench_chance(p.id, 60 + k, 500) = 0 AS void
      FROM registry_person p, generate_series(1, 6) k) v
WHERE died_on IS NULL OR died_on > day
ORDER BY day, id;
"""

CASES = """
INSERT INTO casework_case (id, number, kind, channel, person_id, people_count,
                           representative_count, proxy_relation, consent_no, subject, content,
                           region_id, owner_id, offered_from_id, offered_on, is_sensitive, state,
                           outcome, came_back, rule_id, received_on, answered_on, closed_on,
                           inform_by, object_by, finish_by, registered_by_id, registered_at)
SELECT m, 'S' || extract(year FROM day) || '-' || lpad(m::text, 6, '0'), u.kind, 'window',
       u.person_id, 1, 0, '', '', '试验事由', %(sealed)s, u.region_id, u.owner_id,
       CASE WHEN offered THEN 1 END, CASE WHEN offered THEN day + 1 END,
       u.kind = 'complaint' OR m %% 50 = 0, state,
       CASE state WHEN 'closed' THEN 'satisfied' ELSE '' END,
       CASE state WHEN 'came_back' THEN 1 ELSE 0 END, c.id, day,
       CASE WHEN state = 'answered' THEN %(today)s::date - bench_chance(m, 70, 14) END,
       CASE WHEN over THEN day + 20 END,
       CASE state WHEN 'registered' THEN day + 15 END, CASE WHEN offered THEN day + 8 END,
       CASE WHEN NOT over AND state NOT IN ('paused', 'answered') THEN day + 60 END,
       1000 + u.region_id, day + time '02:00'
FROM (SELECT t.*, NOT over AND owner_id <> 1 AND m %% 10 = 3
                  AND state NOT IN ('paused', 'answered') AS offered
      FROM (SELECT m, p.id AS person_id, p.region_id, m %% 7 <> 0 AS over,
                   (ARRAY['consultation', 'request', 'hardship', 'dispute', 'petition',
                          'complaint', 'hotline'])[1 + bench_chance(m, 71, 7)] AS kind,
                   CASE WHEN bench_chance(m, 72, 10) < 7 THEN p.region_id
                        WHEN bench_chance(m, 72, 10) < 9 THEN r.parent_id ELSE 1 END AS owner_id,
                   %(today)s::date - CASE WHEN m %% 7 = 0 THEN bench_chance(m, 73, 75)
                                          ELSE 30 + bench_chance(m, 73, 1000) END AS day,
                   CASE WHEN m %% 7 = 0
                        THEN (ARRAY['registered', 'informed', 'in_hand', 'in_hand', 'paused',
                                    'answered', 'came_back'])[1 + bench_chance(m, 74, 7)]
                        ELSE (ARRAY['closed', 'closed', 'closed', 'closed', 'closed', 'closed',
                                    'declined', 'withdrawn'])[1 + bench_chance(m, 74, 8)]
                   END AS state
            FROM generate_series(1, %(size)s / 2) m
            JOIN registry_person p ON p.id = 1 + bench_chance(m, 75, %(size)s)
            JOIN regions_region r ON r.id = p.region_id) t) u
JOIN casework_clockrule c ON c.kind = u.kind;
INSERT INTO casework_caseentry (case_id, verb, at, "on", by_id, place_id, state, owner_id, how,
                                text, is_confidential)
SELECT c.id, (ARRAY['open', 'inform', 'begin', 'answer'])[k], received_on + k, received_on + k,
       registered_by_id, region_id, state, owner_id, '', %(sealed)s, false
FROM casework_case c, generate_series(1, 4) k WHERE k <= 2 OR closed_on IS NOT NULL
ORDER BY received_on, c.id, k;
INSERT INTO casework_caseextension (case_id, days, state, proposed_by_id, proposed_at)
SELECT id, 30, 'proposed', registered_by_id, now() - interval '1 day'
FROM casework_case WHERE state = 'in_hand' AND id %% 9 = 0;
INSERT INTO casework_casepause (case_id, reason, first_on)
SELECT id, 'papers', received_on + 5 FROM casework_case WHERE state = 'paused';
INSERT INTO casework_errand (id, number, kind_id, person_id, region_id, owner_id, state, result,
                             moved_on, started_by_id, started_at, finished_by_id, finished_at)
SELECT m, 'D' || extract(year FROM %(today)s::date) || '-' || lpad(m::text, 6, '0'),
       (SELECT min(id) FROM casework_errandkind) + m %% 4, p.id, p.region_id, p.region_id,
       CASE WHEN m %% 10 < 4 THEN 'open' ELSE 'done' END,
       CASE WHEN m %% 10 < 4 THEN '' ELSE '已办成' END, %(today)s::date - bench_chance(m, 76, 70),
       1000 + p.region_id, now() - interval '80 days',
       CASE WHEN m %% 10 >= 4 THEN 1000 + p.region_id END,
       CASE WHEN m %% 10 >= 4 THEN now() - make_interval(days => bench_chance(m, 76, 70)) END
FROM generate_series(1, %(size)s / 20) m
JOIN registry_person p ON p.id = 1 + m::bigint * 19 %% %(size)s;
INSERT INTO casework_erranditem (errand_id, number, title, who, papers, papers_in, note, done_on,
                                 done_by_id, done_at)
SELECT e.id, s.number, s.title, s.who, s.papers, '{}', '',
       CASE WHEN done THEN e.moved_on END, CASE WHEN done THEN e.started_by_id END,
       CASE WHEN done THEN e.moved_on + time '02:00' END
FROM (SELECT *, CASE state WHEN 'open' THEN bench_chance(id, 77, 5) ELSE 99 END AS far
      FROM casework_errand) e
JOIN casework_errandstep s ON s.kind_id = e.kind_id, LATERAL (SELECT s.number <= far AS done) d;
"""

AID = """
INSERT INTO subsidies_grant (id, kind, scheme_id, person_id, household_id, year, occasion,
                             once_key, inputs, amount, steps, document_no, state, entered_by_id,
                             entered_at, decided_by_id, decided_at, note)
SELECT m, 'hardship', s.id, p.id, p.household_id, extract(year FROM %(today)s::date), '困难', '',
       '{}', 1000, '[]', '', 'approved', 1, now(), 2, now(), ''
FROM generate_series(1, %(size)s / 40) m
JOIN registry_person p ON p.id = 1 + m::bigint * 37 %% %(size)s
JOIN subsidies_scheme s ON s.code = 'hardship_grant' WHERE m %% 10 > 3;
INSERT INTO aid_aidapplication (person_id, region_id, cause, told, wanted, applied_on, state,
                                taken_by_id, taken_at, visit_id, grant_id, decided_by_id,
                                decided_at, decision_note)
SELECT p.id, p.region_id, (ARRAY['illness', 'living', 'school'])[1 + m %% 3], %(sealed)s, 2000, day,
       state, 1000 + p.region_id, day,
       CASE state WHEN 'handed_on' THEN v.id END, CASE state WHEN 'handed_on' THEN m END,
       CASE WHEN state <> 'applied' THEN 2 END, CASE WHEN state <> 'applied' THEN day + 9 END,
       CASE state WHEN 'refused' THEN '不符合条件' ELSE '' END
FROM (SELECT m, CASE WHEN m %% 10 < 2 THEN 'applied' WHEN m %% 10 = 2 THEN 'refused'
                     WHEN m %% 10 = 3 THEN 'withdrawn' ELSE 'handed_on' END AS state,
             %(today)s::date - 10 - bench_chance(m, 80, CASE WHEN m %% 10 < 2 THEN 60 ELSE 700 END)
             AS day
      FROM generate_series(1, %(size)s / 40) m) a
JOIN registry_person p ON p.id = 1 + a.m::bigint * 37 %% %(size)s
LEFT JOIN LATERAL (SELECT id FROM visits_visit WHERE person_id = p.id LIMIT 1) v ON true
WHERE state <> 'handed_on' OR v.id IS NOT NULL
ORDER BY day;
INSERT INTO aid_wish (person_id, text, worth, told_openly, state, supporter, taken_on,
                      fulfilled_on, note, entered_by_id, entered_at)
SELECT p.id, '一副老花镜', 80, true, state, CASE state WHEN 'open' THEN '' ELSE '某商户' END,
       CASE WHEN state <> 'open' THEN %(today)s::date - 40 END,
       CASE state WHEN 'fulfilled' THEN %(today)s::date - 20 END, '', 1000 + p.region_id,
       now() - make_interval(days => 60 + bench_chance(m, 81, 600))
FROM (SELECT m, (ARRAY['open', 'taken', 'fulfilled', 'fulfilled'])[1 + m %% 4] AS state
      FROM generate_series(1, %(size)s / 40) m) w
JOIN registry_person p ON p.id = 1 + w.m::bigint * 41 %% %(size)s;
"""

NOTICES = """
-- Six of ten in an inbox (village, town, bureau in turn), three by message, one by letter.
INSERT INTO notices_notice (about, subject_kind, subject_id, due_on, offset_days, say_on, audience,
                            person_id, region_id, role, channel, state, title, link, words, phone,
                            text, key, attempts, next_try_at, answer, written_at, sent_at)
SELECT 'bench', 'case', m, day + 10, 0, day, audience,
       CASE audience WHEN 'person' THEN p.id END,
       CASE audience WHEN 'bureau' THEN NULL WHEN 'town' THEN r.parent_id ELSE r.id END,
       CASE audience WHEN 'bureau' THEN 'preparer' ELSE '' END, channel, state, '试验提醒', '',
       '{}',
       CASE channel WHEN 'sms' THEN %(sealed)s::bytea END, %(sealed)s, gen_random_uuid(),
       CASE channel WHEN 'sms' THEN 1 ELSE 0 END, day, '', day,
       CASE WHEN state IN ('sent', 'read') THEN day + time '02:00' END
FROM (SELECT a.*,
             CASE channel
                 WHEN 'inbox' THEN CASE WHEN age < 20 AND m %% 2 = 0 THEN 'sent' ELSE 'read' END
                 WHEN 'sms' THEN CASE WHEN m %% 200 = 7 THEN 'dead' WHEN age < 2 THEN 'waiting'
                                      ELSE 'sent' END
                 ELSE CASE WHEN age < 30 THEN 'waiting' WHEN age < 60 THEN 'printed'
                           ELSE 'handed' END
             END AS state, %(today)s::date - age AS day
      FROM (SELECT m, bench_chance(m, 90, 1000) AS age,
                   (ARRAY['inbox', 'inbox', 'inbox', 'inbox', 'inbox', 'inbox', 'sms', 'sms',
                          'sms', 'letter'])[1 + m %% 10] AS channel,
                   CASE WHEN m %% 10 < 6 THEN (ARRAY['village', 'town', 'bureau'])[1 + m %% 3]
                        ELSE 'person' END AS audience
            FROM generate_series(1, %(size)s * 5 / 2) m) a) n
JOIN registry_person p ON p.id = 1 + bench_chance(n.m, 91, %(size)s)
JOIN regions_region r ON r.id = p.region_id
ORDER BY age DESC, m;
"""
