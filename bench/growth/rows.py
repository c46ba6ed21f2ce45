"""The rows of a filling, as bulk SQL for PostgreSQL: consistent with each other, and with nothing due.

Each is a SELECT whose columns are named as the table's. Columns that are left out take what is empty for
their type (`filling.columns_of`).

About the numbers: `p` is a pair, which is also its conversation, its request, its first proposal, its
contract and its terms. Its sessions are 8p - 7 to 8p.
"""

from bench.growth.asked import HABITS, INVITATIONS, MOTIONS

# Who is a pair with whom: first those who are measured, then everybody else in turn. `turn` says how far
# the pair has come; the heavy coach has two hundred running contracts.
PAIRS = """
    SELECT p, student, coach,
        CASE WHEN p <= 200 THEN p % 4 WHEN p <= 300 THEN 4 + p % 6 ELSE p % 10 END AS turn
    FROM (
        SELECT p,
            CASE WHEN p <= 300 THEN {coaches} + p
                 WHEN p <= 339 THEN {coaches} + 1
                 WHEN p <= 344 THEN {coaches} + 300 + p - 339
                 WHEN p <= 347 THEN {coaches} + 306
                 ELSE {coaches} + 307
                    + (p - 348 + (p - 348) / ({coaches} - 44)) % ({people} - {coaches} - 306) END AS student,
            CASE WHEN p <= 300 THEN 1
                 WHEN p <= 339 THEN p - 300 + 1
                 WHEN p <= 344 THEN 41
                 WHEN p <= 347 THEN 42 + p - 345
                 ELSE 45 + (p - 348) % ({coaches} - 44) END AS coach
        FROM generate_series(1, {conversations}) AS p
    ) AS of_pair
"""

USERS = """
    SELECT n AS id, 'person' || n || '@growth.test' AS email, '!' || n AS password,
        'Person ' || n AS display_name,
        (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])[1 + n % 4] AS timezone,
        'en' AS language, n > {coaches} AND n <= {people} AS is_student, n <= {coaches} AS is_coach,
        true AS is_active, n > {people} AS is_staff, n > {people} AS is_superuser,
        true AS shows_read_markers, now() - interval '90 days' AS date_joined
    FROM generate_series(1, {people} + 1) AS n
"""
ADDRESSES = "SELECT id, id AS user_id, email, true AS verified, true AS primary FROM accounts_user"
LOGINS = """
    SELECT md5(id::text) AS session_key, '' AS session_data,
        now() + (id % 60 - 30) * interval '1 day' AS expire_date
    FROM accounts_user
"""
SKILLS = """
    SELECT n AS id, 'Skill ' || n AS name, 'skill-' || n AS slug FROM generate_series(1, 200) AS n
"""
PROFILES = """
    SELECT id, id AS user_id, 'approved' AS approval, 'Coach of skill ' || id % 200 AS title,
        '["English"]'::jsonb AS languages, '[]'::jsonb AS portfolio_links, 20 + id % 80 AS hourly_rate,
        'EUR' AS currency, 'person coach of skill ' || md5((id % 997)::text) AS words, 1 AS version
    FROM accounts_user WHERE is_coach
"""
PROFILE_SKILLS = """
    SELECT DISTINCT c.id AS coachprofile_id, 1 + (c.id * k * 7 + k) % 200 AS skill_id
    FROM accounts_coachprofile c, generate_series(1, 3) AS k
"""
CALENDARS = """
    SELECT id, id AS user_id, '' AS timezone, 720 AS notice_minutes, 60 AS horizon_days, 1 AS version
    FROM accounts_user
"""
# Most coaches work in the small hours: who looks for time together has to pass many.
HOURS = """
    SELECT u.id AS calendar_id, day AS weekday,
        CASE WHEN u.id % 20 < 2 THEN 540 ELSE 60 END AS starts_minute,
        CASE WHEN u.id % 20 < 2 THEN 1020 ELSE 180 END AS ends_minute
    FROM accounts_user u, generate_series(0, 4) AS day WHERE u.is_coach
"""

# Of ten turns six are under contract, two open with proposals that wait, two over.
REQUESTS = """
    SELECT p AS id, student AS student_id,
        CASE WHEN turn < 6 THEN 'awarded' WHEN turn < 8 THEN 'open' ELSE 'withdrawn' END AS status,
        1 AS version, 'Learn skill ' || p % 200 AS title, 'I want to learn a skill. ' || md5(p::text)
        AS description, 'beginner' AS level, 100 + p % 900 AS budget, 'EUR' AS currency,
        8 AS sessions_needed, CASE WHEN p % 4 = 0 THEN
            '[{{"weekday": 0, "starts": "17:00", "ends": "19:00"}}]'::jsonb ELSE '[]'::jsonb END
        AS preferred_times, 'UTC' AS timezone, now() - interval '40 days' AS created_at,
        now() - interval '1 day' - (p % 20000) * interval '1 minute' AS opened_at,
        now() - interval '1 day' - (p % 20000) * interval '1 minute' AS last_activity_at,
        'learn skill i want to ' || md5((p % 997)::text) AS words,
        'learn skill ' || p % 200 AS title_words, 'null'::jsonb AS draft_input
    FROM pairs
"""
REQUEST_SKILLS = """
    SELECT DISTINCT p AS learningrequest_id, 1 + (p * k * 3 + k) % 200 AS skill_id
    FROM pairs, generate_series(1, 2) AS k
"""
PROPOSALS = """
    SELECT p AS id, p AS request_id, coach AS coach_id,
        CASE WHEN turn < 6 THEN 'accepted' WHEN turn < 8 THEN 'pending' ELSE 'withdrawn' END AS status,
        {proposal}
    FROM pairs
    UNION ALL
    SELECT {conversations} + 2 * (p - 1) + k, p, 45 + (coach + p + k * 17) % ({coaches} - 44),
        CASE WHEN turn < 6 THEN 'not_selected' WHEN turn < 8 THEN 'declined' ELSE 'withdrawn' END,
        {proposal}
    FROM pairs, generate_series(1, 2) AS k
"""
PROPOSAL = """
        1 AS version, 1 AS request_version, 'I can help with that.' AS cover_letter,
        'per_session' AS payment_model, 50 AS price_per_session, 8 AS session_count,
        60 AS duration_minutes, 400 AS expected_total, 'per_session' AS payment_schedule,
        now() - interval '30 days' AS submitted_at,
        now() + interval '5 days' + p % 5000 * interval '1 minute' AS expires_at,
        CASE WHEN turn < 6 THEN now() - interval '29 days' END AS accepted_at,
        CASE WHEN turn < 6 THEN now() - interval '29 days' END AS decided_at
"""
# Of ten turns four have a running contract, one has an offer that waits, one is done.
CONTRACTS = """
    SELECT p AS id, 'SK-2026-' || lpad(p::text, 6, '0') AS number, p AS proposal_id, student AS student_id,
        coach AS coach_id, 'EUR' AS currency, {contract_status} AS status, 2 AS version,
        NULL::bigint AS agreed_version_id, NULL::bigint AS open_version_id,
        current_date - 28 AS starts_on, current_date + 90 + p % 200 AS ends_on,
        now() - interval '29 days' AS created_at,
        CASE WHEN turn <> 4 THEN now() - interval '28 days' END AS activated_at,
        CASE WHEN turn = 5 THEN now() - interval '20 days' END AS ended_at
    FROM pairs WHERE {has_contract}
"""
CONTRACT_STATUS = "CASE turn WHEN 4 THEN 'offered' WHEN 5 THEN 'completed' ELSE 'active' END"
HAS_CONTRACT = "turn < 6"
# In one running contract of twenty a change waits for an answer.
VERSIONS = """
    SELECT p AS id, p AS contract_id, 1 AS number, 'offer' AS kind, NULL::bigint AS based_on_id,
        coach AS author_id, CASE WHEN turn = 4 THEN 'offered' ELSE 'accepted' END AS status,
        now() - interval '29 days' AS offered_at, {terms}
    FROM pairs WHERE {has_contract}
    UNION ALL
    SELECT {conversations} + p, p, 2, 'amendment', p, coach, 'offered', now(), {terms}
    FROM pairs WHERE turn < 4 AND p % 20 = 11
"""
TERMS = """
        now() + interval '6 days' AS expires_at, 8 AS session_count, 'per_session' AS payment_model,
        50 AS price_per_session, 60 AS duration_minutes, 400 AS total_amount,
        'per_session' AS payment_schedule, current_date - 28 AS start_date,
        current_date + 90 + p % 200 AS end_date, 'UTC' AS timezone
"""
SET_VERSIONS = """
    UPDATE contracts_contract SET
        agreed_version_id = CASE WHEN status <> 'offered' THEN id END,
        open_version_id = CASE WHEN status = 'offered' THEN id
            WHEN status = 'active' AND id % 20 = 11 THEN {conversations} + id END
"""
# A running contract holds three sessions that were, one to come, one (of every twentieth) to be reported.
SESSIONS = """
    SELECT 8 * (p - 1) + n AS id, p AS contract_id, n AS number, 1 AS attempt, p AS terms_id,
        CASE WHEN turn = 5 OR n <= 3 THEN 'completed'
             WHEN n = 4 AND p % 20 = 2 THEN 'awaiting_outcome'
             WHEN n = 5 AND p % 20 = 1 THEN 'scheduled'
             WHEN n = 5 AND p % 20 <> 3 THEN 'confirmed'
             WHEN n = 5 THEN 'offered'
             ELSE 'unscheduled' END AS status,
        gen_random_uuid() AS calendar_uid, 60 AS duration_minutes, 'UTC' AS timezone, 3 AS version,
        start AS scheduled_at, start + interval '1 hour' AS ends_at,
        CASE WHEN start IS NOT NULL THEN student END AS booked_by_id,
        CASE WHEN start IS NOT NULL THEN now() - interval '27 days' END AS booked_at,
        CASE WHEN n = 5 AND p % 20 = 1 THEN now() + interval '400 days' END AS answer_by,
        CASE WHEN start IS NOT NULL THEN now() - interval '26 days' END AS agreed_at,
        CASE WHEN start < now() THEN start + interval '3 days' END AS final_at,
        CASE WHEN turn = 5 OR n <= 3 THEN 50 END AS owed_amount
    FROM (
        SELECT p, turn, n, student, CASE
            WHEN turn = 5 OR n <= 3 THEN
                date_trunc('hour', now()) - (20 - n) * interval '1 day' - p % 12 * interval '1 hour'
            WHEN n = 4 AND p % 20 = 2 THEN date_trunc('hour', now()) - interval '20 hours'
            WHEN n = 5 AND p % 20 <> 3 THEN
                date_trunc('hour', now()) + interval '2 days' + p % 997 * interval '2 hours' END AS start
        FROM pairs, generate_series(1, 8) AS n WHERE {has_contract} AND turn <> 4
    ) AS of_contract
"""
BUSY = """
    SELECT party AS user_id, s.id AS session_id, s.scheduled_at AS starts_at, s.ends_at
    FROM coaching_sessions_coachingsession s JOIN contracts_contract c ON c.id = s.contract_id,
        unnest(ARRAY[c.student_id, c.coach_id]) AS party
    WHERE s.status IN ('scheduled', 'confirmed')
"""

# Where a session is offered, three starts wait for an answer.
OFFERS = """
    SELECT p AS id, 8 * (p - 1) + 5 AS session_id, 'open' AS status, coach AS author_id,
        'UTC' AS timezone, now() - interval '1 day' AS asked_at, now() + interval '9 days' AS expires_at
    FROM pairs WHERE turn < 4 AND p % 20 = 3
"""
STARTS = """
    SELECT id AS offer_id, start AS starts_at, start + interval '1 hour' AS ends_at
    FROM coaching_sessions_timesoffer,
        LATERAL (SELECT date_trunc('hour', now()) + (10 + k) * interval '1 day'
            + (2 * id % 24 + 1) * interval '1 hour' + interval '2100 hours'
            FROM generate_series(1, 3) AS k) AS of_offer (start)
"""

# Entries of a pair: request, proposal, terms and up to eight sessions as cards, a note in ten, messages.
COUNT = "CASE WHEN p <= 2 THEN 3000 WHEN p <= 347 THEN 20 ELSE {entries_each} END"
CONVERSATIONS = """
    SELECT p AS id, student AS student_id, coach AS coach_id, {count} AS counter, {count} AS last_seq,
        now() - p % 20000 * interval '1 minute' - interval '1 hour' AS last_activity_at,
        now() - interval '40 days' AS created_at
    FROM pairs
"""
ENTRIES = """
    SELECT p AS conversation_id, seq, seq AS changed_n, kind,
        CASE WHEN kind = 'note' THEN NULL WHEN seq % 2 = 0 THEN student ELSE coach END AS author_id,
        CASE WHEN kind = 'message' THEN gen_random_uuid() END AS client_id,
        CASE WHEN kind = 'message' THEN said ELSE '' END AS body,
        CASE WHEN kind = 'message' THEN said ELSE '' END AS words,
        CASE WHEN kind = 'note' THEN 'contract_lapsed' ELSE '' END AS event,
        CASE WHEN kind = 'note' THEN '{{"version": 1}}'::jsonb ELSE '{{}}'::jsonb END AS params,
        now() - p % 20000 * interval '1 minute' - interval '1 hour' - (n - seq) * interval '1 minute'
        AS created_at,
        CASE WHEN kind = 'card' AND seq = 1 THEN p END AS request_id,
        CASE WHEN kind = 'card' AND seq = 2 THEN p END AS proposal_id,
        CASE WHEN kind = 'card' AND seq = 3 THEN p END AS contract_version_id,
        CASE WHEN kind = 'card' AND seq > 3 THEN 8 * (p - 1) + seq - 3 END AS session_id
    FROM (
        SELECT p, student, coach, turn, seq, n,
            CASE WHEN seq <= 2 OR (seq = 3 AND {has_contract})
                      OR (seq <= 11 AND {has_contract} AND turn <> 4) THEN 'card'
                 WHEN seq % 10 = 0 THEN 'note' ELSE 'message' END AS kind,
            'about the next ' || CASE WHEN seq % 3 = 0 THEN 'session and ' ELSE 'time and ' END
                || CASE WHEN seq = 15 AND p % 97 = 1 THEN 'zwetschge ' ELSE '' END
                || md5((seq * 31 + p)::text) || ' ' || md5((seq + p * 17)::text) || ' as we said' AS said
        FROM (SELECT p, student, coach, turn, {count} AS n FROM pairs) AS counted,
            generate_series(1, n) AS seq
    ) AS said
"""
# One message in seven brings a file, which has the number of its entry.
WITH_FILE = "kind = 'message' AND seq % 7 = 0"
FILES = f"""
    SELECT id, author_id AS owner_id, 'conversation:' || conversation_id AS target,
        gen_random_uuid() AS client_id, md5(id::text) AS folder, 'sheet.pdf' AS name,
        90000 AS size, 90000 AS received, '[]'::jsonb AS parts, 'ready' AS state, 'pdf' AS kind,
        'application/pdf' AS content_type, 90000 AS stored_size, 2 AS pages, 2 AS previews, created_at,
        created_at + interval '1 day' AS expires_at, created_at AS sent_at
    FROM chat_entry WHERE {WITH_FILE}
"""
ATTACHMENTS = f"SELECT id AS entry_id, id AS file_id, 0 AS place FROM chat_entry WHERE {WITH_FILE}"
SHARES = f"""
    SELECT chat_entry.id AS file_id, user_id AS person_id
    FROM chat_entry JOIN chat_participant USING (conversation_id) WHERE {WITH_FILE}
"""
NAME_FILES = f"""
    UPDATE chat_entry SET params = jsonb_build_object('files', jsonb_build_array('sheet.pdf'))
    WHERE {WITH_FILE}
"""
# In one conversation of twenty the student has not read the last four, of which a mail was sent.
PARTICIPANTS = """
    SELECT p AS conversation_id, party AS user_id,
        CASE WHEN party = student AND p % 20 = 7 THEN n - 4 ELSE n END AS last_read_seq, 0 AS unread
    FROM (SELECT p, student, coach, {count} AS n FROM pairs) AS counted,
        unnest(ARRAY[student, coach]) AS party
"""
COUNT_UNREAD = """
    UPDATE chat_participant SET unread = (
        SELECT count(*) FROM chat_entry e
        WHERE e.conversation_id = chat_participant.conversation_id AND e.seq > last_read_seq
            AND e.author_id IS DISTINCT FROM chat_participant.user_id AND e.deleted_at IS NULL)
    WHERE conversation_id % 20 = 7
"""

EVENTS = """
    SELECT 'contracts.ContractOffered' AS name, 'contract:' || 1 + n % {conversations} AS stream,
        1 + n % {people} AS actor_id, now() - n % 100000 * interval '1 minute' AS happened_at,
        '{{"contract_id": 1, "version": 1}}'::jsonb AS payload
    FROM generate_series(1, 2 * {told_each} * {people}) AS n
"""
# A thousand for each of the heavy ones, some for everybody else.
NOTIFICATIONS = """
    SELECT u.id AS user_id, 'contract_created' AS kind, 'contract-' || n AS key,
        jsonb_build_object('contract', 'SK-2026-' || n) AS params, '/contracts' AS url,
        now() - (u.id % 1000 + 60 * (1000 - n)) * interval '1 minute' AS created_at,
        CASE WHEN n % 10 > 0 THEN now() END AS read_at
    FROM accounts_user u,
        generate_series(1, CASE WHEN u.id IN (1, {coaches} + 1) THEN 1000 ELSE {told_each} END) AS n
"""
MAILS = """
    SELECT u.id AS recipient_id, u.email AS to_address, 'contract_created' AS kind, '{{}}'::jsonb AS params,
        'contract_created:contract-' || n || ':' || u.id AS dedupe_key,
        '<' || u.id || '.' || n || '@growth.test>' AS message_id, 'sent' AS status, 1 AS attempts,
        1 + (u.id + n) % {people} AS author_id,
        now() - (u.id % 1000 + 60 * n) * interval '1 minute' AS due_at,
        now() - (u.id % 1000 + 60 * n) * interval '1 minute' AS created_at,
        now() - (u.id % 1000 + 60 * n) * interval '1 minute' AS sent_at,
        now() - (u.id % 1000 + 60 * n) * interval '1 minute' AS let_through_at
    FROM accounts_user u, generate_series(1, {told_each}) AS n
    UNION ALL
    SELECT p.user_id, '', 'unread_messages', '{{}}'::jsonb,
        'unread_messages:unread-' || p.conversation_id || '-' || p.last_read_seq || ':' || p.user_id,
        '<unread.' || p.id || '@growth.test>', 'sent', 1, NULL, now(), now(), now(), NULL
    FROM chat_participant p WHERE p.unread > 0
"""
SEARCHES = """
    SELECT n AS user_id, 'Mine' AS name, 'skills=Skill+' || n % 200 AS query,
        now() - interval '40 days' AS created_at, now() + interval '1 day' AS checked_at
    FROM generate_series(1, LEAST(500, {coaches})) AS n
"""
LINKS = """
    SELECT id AS user_id, gen_random_uuid() AS key, 'open_session' AS action, id AS target_id,
        1 AS target_version, now() - interval '30 days' AS created_at, now() - interval '2 days' AS expires_at
    FROM accounts_user
"""

# Staff have a second step.
STEPS = """
    SELECT id AS user_id, 'totp' AS type, '{{"secret": "none"}}'::jsonb AS data, now() AS created_at
    FROM accounts_user WHERE is_staff
"""

# Table → its rows, in the order in which they refer to each other.
ROWS = {
    "accounts_user": USERS,
    "account_emailaddress": ADDRESSES,
    "mfa_authenticator": STEPS,
    "django_session": LOGINS,
    "accounts_skill": SKILLS,
    "accounts_coachprofile": PROFILES,
    "accounts_coachprofile_skills": PROFILE_SKILLS,
    "calendars_calendar": CALENDARS,
    "calendars_weeklyrange": HOURS,
    "marketplace_learningrequest": REQUESTS,
    "marketplace_learningrequest_skill_tags": REQUEST_SKILLS,
    "marketplace_proposal": PROPOSALS,
    "marketplace_invitation": INVITATIONS,
    "contracts_contract": CONTRACTS,
    "contracts_contractversion": VERSIONS,
    "contracts_motion": MOTIONS,
    "coaching_sessions_coachingsession": SESSIONS,
    "coaching_sessions_timesoffer": OFFERS,
    "coaching_sessions_proposedstart": STARTS,
    "calendars_busyslot": BUSY,
    "chat_conversation": CONVERSATIONS,
    "chat_entry": ENTRIES,
    "chat_participant": PARTICIPANTS,
    "files_file": FILES,
    "chat_attachment": ATTACHMENTS,
    "files_share": SHARES,
    "core_eventrecord": EVENTS,
    "notifications_notification": NOTIFICATIONS,
    "notifications_outgoingemail": MAILS,
    "marketplace_savedsearch": SEARCHES,
    "notifications_actionlink": LINKS,
    "notifications_habits": HABITS,
}
# What follows from other rows, after those of the table.
AFTERWARDS = {
    "contracts_contractversion": SET_VERSIONS,
    "chat_participant": COUNT_UNREAD,
    "chat_attachment": NAME_FILES,
}
PARTS = {
    "proposal": PROPOSAL,
    "terms": TERMS,
    "contract_status": CONTRACT_STATUS,
    "has_contract": HAS_CONTRACT,
    "count": COUNT,
}
