using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Tests.Fakes;

/// <summary>Lists that say for which tenant they were read: a row's id is the tenant.</summary>
public sealed class FakeReadModels : IReadModels
{
    public List<AgentRunRowView> Runs { get; } = [];


    public Task<Page<AgentRunRowView>> AgentRuns(string tenant, string? conversationId, string? cursor, int limit, CancellationToken ct)
    {
        var start = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var items = Runs.Skip(start).Take(limit).ToList();
        var next = start + items.Count;
        return Task.FromResult(new Page<AgentRunRowView>(
            items, next < Runs.Count ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    public Task<bool> WaitFor(string tenant, string entity, string id, long version, TimeSpan atMost, CancellationToken ct) => Task.FromResult(true);
}

/// <summary>Deals that say for which tenant they were read.</summary>
public sealed class FakeDealLists : IDealLists
{
    public List<StageTotal> Totals { get; } = [];

    public Task<Page<DealRowView>> Deals(string tenant, DealFilter filter, DealSort sort, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<DealRowView>(
            [new DealRowView(tenant, "d", 499m, "SAR", filter.Stage ?? "discovery", 10, null, null, null, null, default, default, default, 1)], null));

    public Task<IReadOnlyList<StageTotal>> Pipeline(string tenant, string pipelineId, CancellationToken ct) => Task.FromResult<IReadOnlyList<StageTotal>>(Totals);

    Task<IReadOnlyList<StageTotal>> IDealLists.Totals(string tenant, CancellationToken ct) => Task.FromResult<IReadOnlyList<StageTotal>>(Totals);

    public Task<Page<DealRowView>> OfCompany(string tenant, string companyId, string? cursor, int limit, CancellationToken ct) =>
        Deals(tenant, new DealFilter(), DealSort.Moved, cursor, limit, ct);

    public Task<Page<DealRowView>> OfContact(string tenant, string contactId, string? cursor, int limit, CancellationToken ct) =>
        Deals(tenant, new DealFilter(), DealSort.Moved, cursor, limit, ct);

    public Task<Page<DealRowView>> OfLead(string tenant, string leadId, string? cursor, int limit, CancellationToken ct) =>
        Deals(tenant, new DealFilter(), DealSort.Moved, cursor, limit, ct);

    public Task<IReadOnlyList<CardPlace>> Below(string tenant, string pipelineId, string stage, CardPlace? from, int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<CardPlace>>([]);

    public Task<CardPlace?> Above(string tenant, string pipelineId, string stage, CardPlace from, CancellationToken ct) => Task.FromResult<CardPlace?>(null);

    public Task<IReadOnlyList<DealStep>> Steps(string tenant, string dealId, CancellationToken ct) => Task.FromResult<IReadOnlyList<DealStep>>([]);

    public Task<IReadOnlyList<StageTime>> StageTimes(string tenant, string pipelineId, CancellationToken ct) => Task.FromResult<IReadOnlyList<StageTime>>([]);

    public Task<IReadOnlyList<ClosedTotal>> Closed(string tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ClosedTotal>>([]);

    public Task<IReadOnlyList<ExpectedTotal>> Expected(string tenant, string? ownerId, CancellationToken ct) => Task.FromResult<IReadOnlyList<ExpectedTotal>>([]);

    public Task<IReadOnlyList<PipelineView>> Pipelines(string tenant, CancellationToken ct) => Task.FromResult<IReadOnlyList<PipelineView>>([]);
}

/// <summary>Lists of records, all empty.</summary>
public class FakeLists : System.Reflection.DispatchProxy
{
    /// <summary>An empty list of its kind.</summary>
    public static T Empty<T>() where T : class => Create<T, FakeLists>();

    protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.ReturnType.GetGenericArguments()[0];
        var value = !answer.IsGenericType ? null
            : answer.GetGenericTypeDefinition() == typeof(Page<>)
                ? Activator.CreateInstance(answer, Array.CreateInstance(answer.GetGenericArguments()[0], 0), null)
                : Array.CreateInstance(answer.GetGenericArguments()[0], 0);
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(answer).Invoke(null, [value]);
    }
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
    public byte[] Derive(string name, int length) => new byte[length];

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

/// <summary>Lists of conversations that say for which tenant they were read: a row's id is the tenant.</summary>
public sealed class FakeConversationLists : IConversationLists
{
    public Task<Page<ConversationRowView>> Conversations(string tenant, ConversationFilter filter, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<ConversationRowView>(
            [new ConversationRowView(
                tenant, "c", "l", null, null, "ar", filter.Handler ?? Handler.HumanQueue, null, null, false, null, true, default, 0, null, 50, 1)], null));

    public Task<FolderCounts> Counts(string tenant, string userId, CancellationToken ct) => Task.FromResult(new FolderCounts(0, 0, 0, 0, 0, 0, 0, 0, 0));

    public Task<Page<MessageRowView>> Messages(string tenant, string conversationId, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<MessageRowView>([], null));

    public Task<(MessageRowView Message, OutboundContent? Content)?> Message(
        string tenant, string conversationId, string messageId, CancellationToken ct) =>
        Task.FromResult<(MessageRowView Message, OutboundContent? Content)?>(null);

    public Task<Page<MessageHitView>> SearchMessages(string tenant, MessageSearch search, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<MessageHitView>([], null));

    public Task<Page<CannedReplyView>> CannedReplies(string tenant, string userId, string? search, string? cursor, int limit, CancellationToken ct) =>
        Task.FromResult(new Page<CannedReplyView>([], null));
}

/// <summary>No files at all.</summary>
public sealed class FakeMedia : IMediaStore, IMediaChannel
{
    public Task<StoredMedia> Save(
        string tenant, string id, Stream content, string? declaredType, string? fileName, bool strict, string? expectedSha256, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<StoredMedia?> Find(string tenant, string id, CancellationToken ct) => Task.FromResult<StoredMedia?>(null);

    public Stream Open(string tenant, string id) => throw new NotSupportedException();

    public Task<string?> Uploaded(string tenant, string id, string phoneNumberId, CancellationToken ct) => throw new NotSupportedException();

    public Task RememberUpload(string tenant, string id, string phoneNumberId, string channelId, DateTimeOffset until, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<MediaUpload> Upload(string phoneNumberId, StoredMedia media, Stream content, NumberCredentials credentials, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<MediaDownload> Download(string mediaId, NumberCredentials credentials, Func<Stream, string?, string?, Task> keep, CancellationToken ct) =>
        throw new NotSupportedException();
}

public sealed class FakeMail : IMailChannel
{
    public bool IsConfigured => true;

    public Task<DispatchResult> Send(MailMessage message, CancellationToken ct) => throw new NotSupportedException();
}
