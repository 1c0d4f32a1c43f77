using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Fields;
using SalesFlow.Leads;
using SalesFlow.Storage.Audit;
using SalesFlow.Tenancy;
using SalesFlow.Webhooks;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteAuditLogTests : AuditLogTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresAuditLogTests : AuditLogTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>The audit log: what stands in it, and that nobody changes it unseen.</summary>
public abstract class AuditLogTests : DatabaseTests
{
    private const string User = "user:u1@10.0.0.9";
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    private AuditLog Log => new(Db.Contexts, TestDatabase.Seals);

    [Fact]
    public async Task What_people_and_keys_change_is_told_with_before_and_after_and_what_the_program_does_is_not()
    {
        await Db.Append(
            Of("lead/l1", 1, Created("سارة"), User),
            Of("lead/l1", 2, new LeadScored(40, 0, Temperature.Cold, [], Now), null),
            Of("lead/l1", 3, new LeadStatusChanged(LeadStatus.New, LeadStatus.Qualified, null, Now), "key:k9"),
            Of("audit/audit", 1, new AuditRecorded(new AuditEntry("export", "lead", null, new Dictionary<string, string> { ["rows"] = "7" }), Now), User));
        await Db.ProjectAll();

        var page = await Log.Entries("t1", new AuditFilter(), null, 10, None);
        Assert.Equal(["export", "update", "create"], page.Items.Select(i => i.Action));
        Assert.Equal([3L, 2, 1], page.Items.Select(i => i.Seq));
        var (export, update, create) = (page.Items[0], page.Items[1], page.Items[2]);
        Assert.Equal(("user", "u1", "10.0.0.9", "lead", "l1", "lead.created"),
            (create.Actor, create.UserId, create.IpAddress, create.EntityType, create.EntityId, create.Event));
        Assert.Contains("\"name\":{\"after\":\"سارة\"}", create.Changes, StringComparison.Ordinal);
        Assert.Equal(("key", "k9", null), (update.Actor, update.UserId, update.IpAddress));
        Assert.Contains("\"status\":{\"before\":\"new\",\"after\":\"qualified\"}", update.Changes, StringComparison.Ordinal);
        Assert.DoesNotContain("score", update.Changes, StringComparison.Ordinal);
        Assert.Equal("{\"rows\":\"7\"}", export.Changes);
        Assert.Empty((await Log.Entries("t2", new AuditFilter(), null, 10, None)).Items);
    }

    [Fact]
    public async Task What_the_program_keeps_for_itself_while_it_obeys_is_no_entry()
    {
        await Db.Append(
            Of("lead-alias/p966", 1, new LeadAliasClaimed("l1", Now), User),
            Of("contact-alias/p966", 1, new AliasClaimed("c1"), User),
            Of("letter/x", 1, new LetterPosted(LetterKind.Invitation, "a1", "u2", Now), User),
            Of("assignment/assignment", 1, new AssignmentConfigured(new AssignmentSettings(), Now), User),
            Of("assignment/assignment", 2, new AssignmentChosen("l1", "u2", "round_robin", Now), User),
            Of("lead/l1", 1, Created("سارة"), User),
            Of("lead/l1", 2, new LeadNamesClaimed(["p966"], Now), User));
        await Db.ProjectAll();
        var entries = (await Log.Entries("t1", new AuditFilter(), null, 10, None)).Items;
        Assert.Equal(["lead.created", "assignment.configured"], entries.Select(e => e.Event));
        Assert.True((await Log.Verify("t1", None)).Intact);
        // A word that nothing is called by would keep nothing out.
        Assert.All(AuditNoise.Kinds, kind => Assert.Contains(EventCatalog.Names, name => name.StartsWith(kind + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_key_of_a_company_and_each_of_its_flags_is_told_by_itself_and_no_hash_of_a_secret()
    {
        await Db.Append(
            Of("tenant/tenant", 1, new TenantRegistered("شركة", "u1", "خالد", "ar"), null),
            Of("tenant/tenant", 2, new TenantSettingsChanged(new UpdateTenant(RequireSecondFactor: true), Now), User),
            Of("api-keys/api-keys", 1, new ApiKeyMade("k1", "موقعنا", "abcdef0123", ["leads.read", "leads.write"], null, Now), User),
            Of("api-keys/api-keys", 2, new ApiKeyUsed("k1", Now), "key:k1"),
            Of("api-keys/api-keys", 3, new ApiKeyRevoked("k1", Now), User));
        await Db.ProjectAll();
        var entries = (await Log.Entries("t1", new AuditFilter(), null, 10, None)).Items;
        Assert.Equal(["api-keys.revoked", "api-keys.made", "tenant.settings_changed", "tenant.registered"], entries.Select(e => e.Event));
        Assert.All(entries.Take(2), e => Assert.Equal(("api-key", "k1"), (e.EntityType, e.EntityId)));
        Assert.Equal(("revoke", "create"), (entries[0].Action, entries[1].Action));
        Assert.Equal("{\"name\":{\"after\":\"موقعنا\"},\"scopes\":{\"after\":\"leads.read leads.write\"}}", entries[1].Changes);
        Assert.Contains("\"requireSecondFactor\":{\"after\":true}", entries[2].Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_row_shows_is_told_by_its_event_and_days_are_written_as_everywhere()
    {
        IReadOnlyDictionary<string, IReadOnlyList<string>> Values(params string[] values) => new Dictionary<string, IReadOnlyList<string>> { ["budget"] = values };
        await Db.Append(
            Of("deal/d1", 1, new DealOpened("عقد", Money.Sar(10), "new", 10, null, null, null, "u1", Now), User),
            Of("deal/d1", 2, new DealUpdated(null, null, new DateOnly(2027, 1, 2), Now), User),
            Of("api-keys/api-keys", 1, new ApiKeyRevoked("k1", Now), User),
            Of("assignment/assignment", 1, new AssignmentConfigured(new AssignmentSettings { Strategy = AssignmentStrategy.LeastBusy }, Now), User),
            Of("record-fields/lead:l1", 1, new RecordFieldsSet("lead", "l1", Values("700"), Values(), Now), User),
            Of("fields/lead", 1, new FieldDefined(new FieldDefinition("budget", FieldType.Number, "الميزانية", "Budget", true, [], 1), Now), User),
            Of("webhook/w1", 1, new WebhookSecretRotated("sealed", Now, Now), User));
        await Db.ProjectAll();
        var told = (await Log.Entries("t1", new AuditFilter(), null, 10, None)).Items.DistinctBy(i => i.Event).ToDictionary(i => i.Event, i => i.Changes);
        Assert.Equal("{\"expectedClose\":{\"before\":null,\"after\":\"2027-01-02\"}}", told["deal.updated"]);
        Assert.Equal("{\"isActive\":{\"before\":true,\"after\":false}}", told["api-keys.revoked"]);
        Assert.Contains("\"strategy\":{\"after\":\"least_busy\"}", told["assignment.configured"], StringComparison.Ordinal);
        Assert.Equal("{\"budget\":{\"before\":null,\"after\":\"700\"}}", told["record-fields.set"]);
        Assert.Contains("\"type\":{\"after\":\"number\"}", told["fields.defined"], StringComparison.Ordinal);
        Assert.Contains("\"options\":{\"after\":\"\"}", told["fields.defined"], StringComparison.Ordinal);
        Assert.Contains("\"protectedSecret\":{\"after\":\"***\"}", told["webhook.secret_rotated"], StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", told["webhook.secret_rotated"], StringComparison.Ordinal);
        Assert.All(told.Values, Assert.NotNull);
    }

    [Fact]
    public async Task Whoever_proved_nothing_is_no_actor_but_has_an_address()
    {
        var details = new Dictionary<string, string> { ["address"] = "203.0.113.7" };
        await Db.Append(Of("audit/audit", 1, new AuditRecorded(new AuditEntry("login_failed", "user", "u1", details), Now), null));
        await Db.ProjectAll();
        var entry = Assert.Single((await Log.Entries("t1", new AuditFilter(), null, 10, None)).Items);
        Assert.Equal(("system", null, "203.0.113.7"), (entry.Actor, entry.UserId, entry.IpAddress));
    }

    [Fact]
    public async Task Filters_and_pages_show_every_entry_once()
    {
        await Db.Append([.. Enumerable.Range(0, 25).Select(i => Of($"lead/l{i}", 1, Created("س"), i % 2 == 0 ? User : "key:k9", Now.AddSeconds(i / 4)))]);
        await Db.ProjectAll();
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await Log.Entries("t1", new AuditFilter(ActorId: "u1"), cursor, 4, None);
            seen.AddRange(page.Items.Select(i => i.Seq));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 25).Where(i => i % 2 == 0).Select(i => i + 1L).Reverse(), seen);

        Assert.Equal(4, (await Log.Entries("t1", new AuditFilter(From: Now.AddSeconds(1), To: Now.AddSeconds(2)), null, 50, None)).Items.Count);
        Assert.Equal("l3", Assert.Single((await Log.Entries("t1", new AuditFilter(EntityType: "lead", EntityId: "l3"), null, 50, None)).Items).EntityId);
        Assert.Empty((await Log.Entries("t1", new AuditFilter(Action: "delete"), null, 50, None)).Items);
        await Assert.ThrowsAsync<FormatException>(() => Log.Entries("t1", new AuditFilter(), "nonsense", 5, None));
    }

    [Fact]
    public async Task The_words_of_messages_are_kept_as_their_length_only()
    {
        await Db.Append(
            Of("conversation/c1", 1, new ConversationStarted("p", "p", "n", "w", "9665", null, "نورة", "whatsapp", Now), null),
            Of("conversation/c1", 2, new MessageQueued(new QueuedMessage("m1", OutboundContent.OfText("رقم بطاقتي 4111")), "human", "u1", Now), User));
        await Db.ProjectAll();
        var entry = Assert.Single((await Log.Entries("t1", new AuditFilter(), null, 10, None)).Items);
        Assert.Contains("\"lastText\":{\"before\":null,\"after\":{\"length\":15}}", entry.Changes, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", entry.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chain_is_the_same_whenever_it_is_folded_anew_and_in_whatever_batches()
    {
        await Fill(40);
        var first = (await Db.Rows<AuditRow>("t1")).OrderBy(r => r.Seq).Select(r => r.Hash).ToList();
        await Db.Tamper("DELETE FROM audit_logs");
        await Db.Tamper("DELETE FROM audit_heads");
        foreach (var table in new[] { "leads", "lead_totals", "tenants", "deals", "deal_stage_history", "deal_stage_totals", "usage_months", "search_entries" }) await Db.Tamper("DELETE FROM " + table);
        await Db.Tamper("DELETE FROM tenant_feed");
        await Db.Tamper("DELETE FROM feed_heads");
        await Db.Tamper("DELETE FROM checkpoints");
        await Db.ProjectAll(new() { BatchSize = 7 });
        Assert.Equal(first, (await Db.Rows<AuditRow>("t1")).OrderBy(r => r.Seq).Select(r => r.Hash));
        Assert.True((await Log.Verify("t1", None)).Intact);
    }

    [Theory]
    [InlineData("UPDATE audit_logs SET action = 'updatf' WHERE tenant = 't1' AND seq = 5", 5, "changed")]
    [InlineData("UPDATE audit_logs SET actor_id = 'u2' WHERE tenant = 't1' AND seq = 1", 1, "changed")]
    [InlineData("DELETE FROM audit_logs WHERE tenant = 't1' AND seq = 7", 7, "missing")]
    [InlineData("UPDATE audit_logs SET seq = CASE seq WHEN 3 THEN 1004 ELSE 1003 END WHERE tenant = 't1' AND seq IN (3, 4); UPDATE audit_logs SET seq = seq - 1000 WHERE seq > 1000", 3, "changed")]
    [InlineData("DELETE FROM audit_logs WHERE tenant = 't1' AND seq > 9", 10, "missing")]
    [InlineData("DELETE FROM audit_logs WHERE tenant = 't1' AND seq > 9; UPDATE audit_heads SET seq = 9, hash = (SELECT hash FROM audit_logs WHERE tenant = 't1' AND seq = 9) WHERE tenant = 't1'", 9, "head")]
    [InlineData("DELETE FROM audit_logs WHERE tenant = 't1' AND seq > 9; UPDATE audit_heads SET seq = 9, hash = (SELECT hash FROM audit_logs WHERE tenant = 't1' AND seq = 9), seal = (SELECT seal FROM audit_logs WHERE tenant = 't1' AND seq = 9) WHERE tenant = 't1'", 9, "head")]
    [InlineData("DELETE FROM audit_heads WHERE tenant = 't1'", 1, "head")]
    [InlineData("DELETE FROM audit_heads WHERE tenant = 't1'; DELETE FROM audit_logs WHERE tenant = 't1'", 1, "no_log")]
    public async Task Tampering_is_found_and_its_place_named(string sql, long at, string problem)
    {
        await Fill(12);
        Assert.Equal(new AuditVerdict(true, 13, null, null, 13, (await Db.Rows<AuditHeadRow>("t1")).Single().Hash), await Log.Verify("t1", None));
        foreach (var statement in sql.Split(';')) await Db.Tamper(statement);
        var verdict = await Log.Verify("t1", None);
        Assert.Equal((false, at, problem), (verdict.Intact, verdict.BrokenAt, verdict.Problem));
    }

    [Fact]
    public async Task A_chain_made_anew_with_the_database_alone_lacks_its_seals()
    {
        await Fill(6);
        var rows = (await Db.Rows<AuditRow>("t1")).OrderBy(r => r.Seq).ToList();
        var forger = new AuditSeals(new string('x', 32));
        AuditHeadRow? head = null;
        foreach (var row in rows)
        {
            (var forged, head) = AuditChain.Append(head, row.Seq == 3 ? row with { ActorId = "somebody" } : row, forger);
            // The seals that stand are all that the forger has.
            await Db.Tamper($"UPDATE audit_logs SET actor_id = '{forged.ActorId}', previous_hash = '{forged.PreviousHash}', hash = '{forged.Hash}' WHERE tenant = 't1' AND seq = {row.Seq} AND actor_id IS NOT NULL");
        }
        await Db.Tamper($"UPDATE audit_heads SET hash = '{head!.Hash}' WHERE tenant = 't1'");
        var verdict = await Log.Verify("t1", None);
        Assert.Equal((3L, "seal"), (verdict.BrokenAt, verdict.Problem));
    }

    [Fact]
    public async Task After_a_change_of_the_signing_key_the_former_key_still_checks_what_it_sealed()
    {
        await Fill(3);
        var renewed = new AuditLog(Db.Contexts, new AuditSeals(new string('n', 32), new string('k', 32)));
        Assert.True((await renewed.Verify("t1", None)).Intact);
        var forgotten = new AuditLog(Db.Contexts, new AuditSeals(new string('n', 32)));
        Assert.Equal("unknown_key", (await forgotten.Verify("t1", None)).Problem);
    }

    private async Task Fill(int leads)
    {
        await Db.Append(Of("tenant/tenant", 1, new TenantRegistered("شركة", "u1", "خالد", "ar"), null));
        await Db.Append([.. Enumerable.Range(0, leads).Select(i => Of($"lead/l{i}", 1, Created($"عميل {i}"), User))]);
        await Db.Append(Of("deal/d1", 1, new DealOpened("عقد", Money.Sar(10), "new", 10, null, null, null, "agent", Now), null));
        await Db.ProjectAll();
    }

    private static LeadCreated Created(string name) => new(name, null, "web", null, null, "ar", null, Now);

    private static Logged Of(string stream, long version, IDomainEvent e, string? by, DateTimeOffset? at = null) =>
        Logged.Of("t1", stream, version, e, at ?? Now) with { By = by };
}
