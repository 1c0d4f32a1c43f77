using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Tests.Fakes;

/// <summary>Lists that say for which tenant they were read: a row's id is the tenant.</summary>
public sealed class FakeReadModels : IReadModels
{
    public List<StageTotal> Totals { get; } = [];

    public List<AgentRunRowView> Runs { get; } = [];

    public Task<Page<LeadRowView>> Leads(string tenant, LeadFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        if (cursor is not null && cursor != "second") throw new FormatException("Not a cursor of this list.");
        return Task.FromResult(new Page<LeadRowView>(
            [new LeadRowView(tenant, "س", null, null, null, null, null, "web", filter.Status ?? LeadStatus.New, 0, Temperature.Cold, null, null, default, default, 1)],
            cursor is null ? "second" : null));
    }

    public Task<Page<DealRowView>> Deals(string tenant, string? stage, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<DealRowView>(
            [new DealRowView(tenant, "d", 499m, "SAR", stage ?? "discovery", 10, null, null, null, null, default, default, default, 1)], null));

    public Task<IReadOnlyList<StageTotal>> Pipeline(string tenant, CancellationToken ct) => Task.FromResult<IReadOnlyList<StageTotal>>(Totals);

    public Task<Page<ConversationRowView>> Conversations(
        string tenant, Handler? handler, string? search, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<ConversationRowView>(
            [new ConversationRowView(tenant, "c", "l", null, null, "ar", handler ?? Handler.HumanQueue, null, null, false, null, true, default, 0, null, 50, 1)], null));

    public Task<Page<MessageRowView>> Messages(string tenant, string conversationId, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<MessageRowView>([], null));

    public Task<Page<AgentRunRowView>> AgentRuns(string tenant, string? conversationId, string? cursor, int limit, CancellationToken ct)
    {
        var start = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var items = Runs.Skip(start).Take(limit).ToList();
        var next = start + items.Count;
        return Task.FromResult(new Page<AgentRunRowView>(
            items, next < Runs.Count ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    public Task<Page<ContactRowView>> Contacts(string tenant, string? search, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<ContactRowView>([new ContactRowView(tenant, null, null, null, "ar", ConsentStatus.Pending, default, 1)], null));

    public Task<bool> WaitFor(string tenant, string entity, string id, long version, TimeSpan atMost, CancellationToken ct) => Task.FromResult(true);
}

public sealed class FakeFeedReader : IFeedReader
{
    public bool Broken { get; set; }

    public Task<FeedPage> Read(string tenant, long after, int limit, CancellationToken ct) => Task.FromResult(new FeedPage(
        [new FeedItem(after + 1, $"lead/{tenant}:1", "lead.created", "lead", tenant, 1, DateTimeOffset.UnixEpoch, """{"source":"web"}""")], after + 1));

    public Task<long> Head(string tenant, CancellationToken ct) => Broken ? throw new TimeoutException() : Task.FromResult(0L);

    public Task<IReadOnlyDictionary<string, long>> Heads(IReadOnlyCollection<string> tenants, CancellationToken ct) => throw new NotSupportedException();
}

public sealed class FakeInvoker : IAgentInvoker
{
    public IReadOnlyList<string> AgentIds => ["arabic_sales", "lead_scorer"];

    public Task<AgentInvocation?> Invoke(string agentId, string inputJson, TenantView tenant, DateTimeOffset now, CancellationToken ct) =>
        Task.FromResult<AgentInvocation?>(
            !AgentIds.Contains(agentId) ? null
            : inputJson.Contains("message", StringComparison.Ordinal)
                ? new AgentInvocation("run-1", """{"intent_detected":"pricing"}""", "success", 0.9, null, new Dictionary<string, string[]>(), "offline", 0, 0)
                : new AgentInvocation(
                    "run-2", null, "invalid_input", 0, null, new Dictionary<string, string[]> { ["/message"] = ["is required"] }, "offline", 0, 0));
}

public sealed class FakeSecrets : ISecretProtector
{
    public string Protect(string secret) => "protected:" + new string([.. secret.Reverse()]);

    public string Unprotect(string protectedSecret) => throw new NotSupportedException();
}

/// <summary>A plan whose limits a test sets; without one there is none.</summary>
public sealed class FakeQuotas : IQuotas
{
    public Dictionary<QuotaMetric, QuotaUse> Uses { get; } = [];

    public ValueTask<bool> Allows(string tenant, QuotaMetric metric, long more, CancellationToken ct) =>
        ValueTask.FromResult(Use(metric).Allows(more));

    public ValueTask<QuotaStanding> Standing(string tenant, CancellationToken ct) => ValueTask.FromResult(
        new QuotaStanding("basic", SubscriptionStatus.Active, "2026-11", [.. Enum.GetValues<QuotaMetric>().Select(Use)]));

    private QuotaUse Use(QuotaMetric metric) => Uses.GetValueOrDefault(metric) ?? new QuotaUse(metric, 0, null);
}

public sealed class FakeMail : IMailChannel
{
    public bool IsConfigured => true;

    public Task<DispatchResult> Send(MailMessage message, CancellationToken ct) => throw new NotSupportedException();
}
