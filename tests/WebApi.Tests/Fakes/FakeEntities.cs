using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.Leads;
using SalesFlow.SavedViews;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Tests.Fakes;

/// <summary>Versions and command ids, as every entity has them.</summary>
public abstract class FakeEntity : IGrainWithStringKey
{
    private readonly Dictionary<string, long> _commands = [];

    public long Version { get; private set; }

    public int Effects { get; private set; }

    protected Outcome Do(string commandId, Action effect)
    {
        if (_commands.TryGetValue(commandId, out var version)) return new Outcome(Refusal.None, version, Repeated: true);
        effect();
        Effects++;
        _commands[commandId] = ++Version;
        return new Outcome(Refusal.None, Version);
    }

    protected bool Seen(string commandId) => _commands.ContainsKey(commandId);

    protected Outcome Refuse(Refusal refusal, string? detail = null) => new(refusal, Version, detail);
}

public sealed class FakeTenant(string key) : FakeEntity, ITenantGrain
{
    private TenantView? _view;

    public Task<Outcome> Register(string commandId, RegisterTenant command) => Task.FromResult(Do(commandId, () => _view = new TenantView(
        TenantKey.Parse(key).Tenant, command.CompanyName, command.Language, "Asia/Riyadh", null, [],
        [
            new PipelineStage("discovery", "اكتشاف", "Discovery", 10, StageKind.Open),
            new PipelineStage("closed_won", "فوز", "Won", 100, StageKind.Won),
            new PipelineStage("closed_lost", "خسارة", "Lost", 0, StageKind.Lost),
        ],
        [], [], new TemperatureBands(), 1)));

    public Task<Outcome> ApplyTemplate(string commandId, string template) => Task.FromResult(
        template == "platform" ? Do(commandId, () => _view = _view! with { Template = template }) : Refuse(Refusal.Invalid, "template"));

    public Task<Outcome> ConnectNumber(string commandId, ConnectedNumber number) => Task.FromResult(Do(
        commandId, () => _view = _view! with { Numbers = [.. _view.Numbers.Where(n => n.PhoneNumberId != number.PhoneNumberId), number] }));

    public Task<Outcome> NoticeChannel(string commandId, ChannelNotice notice) => throw new NotSupportedException();

    public Task<Outcome> Update(string commandId, UpdateTenant command, long? expectedVersion) =>
        Task.FromResult(Do(commandId, () => _view = _view! with { CompanyName = command.Name ?? _view.CompanyName }));

    public Task<Outcome> Suspend(string commandId, string reason) => Task.FromResult(
        Do(commandId, () => _view = _view! with { Profile = _view.Profile with { Suspended = true, SuspendedReason = reason } }));

    public Task<Outcome> Reactivate(string commandId, string reason) => Task.FromResult(
        Do(commandId, () => _view = _view! with { Profile = _view.Profile with { Suspended = false } }));

    public Task<Outcome> WarnQuota(string commandId, QuotaWarning warning) => throw new NotSupportedException();

    public Task<TenantView?> Get() => Task.FromResult(_view is null ? null : _view with { Version = Version });
}

/// <summary>What a grain stores, in memory.</summary>
public sealed class FakeStored<T> : IPersistentState<T> where T : new()
{
    public T State { get; set; } = new();

    public string Etag => "";

    public bool RecordExists => true;

    public Task ClearStateAsync() => throw new NotSupportedException();

    public Task WriteStateAsync() => Task.CompletedTask;

    public Task ReadStateAsync() => Task.CompletedTask;
}

/// <summary>An audit log that takes everything and keeps the words.</summary>
public sealed class FakeAudit : IAuditGrain
{
    public List<AuditEntry> Entries { get; } = [];

    public Task<Outcome> Record(string commandId, AuditEntry entry)
    {
        lock (Entries) Entries.Add(entry);
        return Task.FromResult(new Outcome(Refusal.None, 1));
    }
}

/// <summary>A letter that remembers that it was posted.</summary>
public sealed class FakeLetter : FakeEntity, ILetterGrain
{
    private Letter? _letter;

    public Task<Outcome> Post(string commandId, Letter letter) => Task.FromResult(Do(commandId, () => _letter = letter));

    public Task<Outcome> Record(int attempt, DispatchResult result) => throw new NotSupportedException();

    public Task<LetterView?> Get() => Task.FromResult(_letter is { } l ? new LetterView(l.Kind, LetterStatus.Queued, 0) : null);
}

public sealed class FakeNumberOwner : FakeEntity, INumberOwnerGrain
{
    private string? _owner;

    public Task<Outcome> Claim(string commandId, string tenantId) =>
        Task.FromResult(_owner is not null && _owner != tenantId ? Refuse(Refusal.Taken) : Do(commandId, () => _owner = tenantId));

    public Task<string?> Get() => Task.FromResult(_owner);
}

public sealed class FakeNumber : IWhatsAppNumberGrain
{
    public NumberCredentials? Kept { get; private set; }

    public Task Connect(NumberCredentials credentials, string businessAccountId)
    {
        Kept = credentials;
        return Task.CompletedTask;
    }

    public Task<NumberCredentials?> GetCredentials() => Task.FromResult(Kept);

    public Task<SendLease> Lease(int wanted) => throw new NotSupportedException();

    public Task SlowDown() => throw new NotSupportedException();

    public Task Stop(string reason) => throw new NotSupportedException();
}

public sealed class FakeLead(string key) : FakeEntity, ILeadGrain
{
    private LeadView? _view;

    public Task<Outcome> Open(string commandId, OpenLead command) => Task.FromResult(Do(commandId, () => _view = new LeadView(
        TenantKey.Parse(key).Id, command.Name, command.Phone, command.Source, LeadStatus.New, 0, Temperature.Cold, [],
        command.Details?.Facts ?? new Dictionary<string, string>(), command.ContactId, command.ConversationId, command.Language, null, 0,
        DateTimeOffset.UnixEpoch, 1) { Notes = command.Details?.Notes, Tags = command.Details?.Tags ?? [], AssignedTo = command.AssignTo }));

    public Task<Outcome> Learn(string commandId, LeadInsight insight) => Task.FromResult(_view is null ? Refuse(Refusal.NotFound)
        : Do(commandId, () => _view = _view with { Facts = insight.Facts }));

    public Task<Outcome> ChangeStatus(string commandId, LeadStatus status, string? reason, long? expectedVersion) => Task.FromResult(
        Unmet(expectedVersion) ?? (status == LeadStatus.Lost && reason is null ? Refuse(Refusal.ReasonRequired, "reason")
        : Do(commandId, () => _view = _view! with { Status = status })));

    public Task<LeadView?> Get() => Task.FromResult(_view is null ? null : _view with { Version = Version });

    public Task<Outcome> CustomerWrote(string commandId, DateTimeOffset at) => throw new NotSupportedException();

    public Task<Outcome> Answered(string commandId, DateTimeOffset at) => throw new NotSupportedException();

    public Task<Outcome> StopFollowUps(string commandId, string reason) => throw new NotSupportedException();

    public Task<Outcome> Edit(string commandId, LeadEdit edit, long? expectedVersion) => Task.FromResult(
        Unmet(expectedVersion) ?? Do(commandId, () => _view = _view! with { Name = edit.Name ?? _view.Name }));

    public Task<Outcome> Assign(string commandId, string? userId, long? expectedVersion) => Task.FromResult(
        Unmet(expectedVersion) ?? Do(commandId, () => _view = _view! with { AssignedTo = userId }));

    public Task<Outcome> AssignByRules(string commandId, long? expectedVersion) => Task.FromResult(Unmet(expectedVersion) ?? Do(commandId, () => { }));

    public Task<Outcome> Convert(string commandId, string? dealId, bool openDeal, long? expectedVersion) => Task.FromResult(
        Unmet(expectedVersion) ?? Do(commandId, () => _view = _view! with { Status = LeadStatus.Converted, DealId = dealId }));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) => Task.FromResult(
        Unmet(expectedVersion) ?? Do(commandId, () => _view = _view! with { DeletedAt = DateTimeOffset.UnixEpoch }));

    public Task<Outcome> Restore(string commandId, bool allowDuplicate, long? expectedVersion) => Task.FromResult(
        Unmet(expectedVersion) ?? Do(commandId, () => _view = _view! with { DeletedAt = null }));

    public Task<Outcome> Merge(string commandId, string otherLeadId, long? expectedVersion) => Task.FromResult(Unmet(expectedVersion) ?? Do(commandId, () => { }));

    public Task<Outcome> Unmerge(string commandId, string otherLeadId, long? expectedVersion) => Task.FromResult(Unmet(expectedVersion) ?? Do(commandId, () => { }));

    public Task<LeadView?> JoinInto(string mergeId, string survivorId) => throw new NotSupportedException();

    public Task<Outcome> StandAlone(string commandId, string survivorId, IReadOnlyList<string> names) => throw new NotSupportedException();

    public Task TryAssign() => throw new NotSupportedException();

    public Task<bool> Holds(string name) => throw new NotSupportedException();

    private Outcome? Unmet(long? expectedVersion) => _view is null ? Refuse(Refusal.NotFound)
        : expectedVersion is { } seen && seen != Version ? Refuse(Refusal.StaleVersion) : null;
}

public sealed class FakeAssignment : FakeEntity, IAssignmentGrain
{
    private AssignmentSettings _settings = new();

    public Task<Outcome> Configure(string commandId, AssignmentSettings settings, long? expectedVersion) => Task.FromResult(Do(commandId, () => _settings = settings));

    public Task<AssignmentChoice> Choose(AssignmentRequest request) => throw new NotSupportedException();

    public Task<AssignmentView> Get() => Task.FromResult(new AssignmentView(_settings, 0, Version));
}

public sealed class FakeSavedView(string key) : FakeEntity, ISavedViewGrain
{
    private SavedView? _view;

    public Task<Outcome> Create(string commandId, string entity, SavedViewContent content) => Task.FromResult(Do(
        commandId, () => _view = new SavedView(TenantKey.Parse(key).Id, entity, TenantScope.Actor.Id, content, DateTimeOffset.UnixEpoch, 1)));

    public Task<Outcome> Change(string commandId, SavedViewContent content, long? expectedVersion) => Task.FromResult(
        _view is null ? Refuse(Refusal.NotFound) : Do(commandId, () => _view = _view with { Content = content }));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) => Task.FromResult(_view is null ? Refuse(Refusal.NotFound) : Do(commandId, () => _view = null));

    public Task<SavedView?> Get() => Task.FromResult(_view is null ? null : _view with { Version = Version });
}

public sealed class FakeDeal(string key) : FakeEntity, IDealGrain
{
    private DealView? _view;

    public Task<Outcome> Open(string commandId, OpenDeal command) => Task.FromResult(Do(commandId, () => _view = new DealView(
        TenantKey.Parse(key).Id, command.Title, command.Value, command.Stage ?? "discovery", 10, command.LeadId, command.ContactId,
        command.ConversationId, null, null, null, [], DateTimeOffset.UnixEpoch, 1)));

    public Task<Outcome> Move(string commandId, MoveDeal command, string movedBy, long? expectedVersion) => Task.FromResult(
        _view is null ? Refuse(Refusal.NotFound)
        : Seen(commandId) ? Do(commandId, () => { })
        : expectedVersion is { } seen && seen != Version ? Refuse(Refusal.StaleVersion)
        : command.Stage is not ("discovery" or "closed_won" or "closed_lost") ? Refuse(Refusal.UnknownStage, "stage")
        : command.Stage == "closed_lost" && command.LostReason is null ? Refuse(Refusal.ReasonRequired, "lostReason")
        : Do(commandId, () => _view = _view with { Stage = command.Stage, History = [.. _view.History, new StageChange(_view.Stage, command.Stage, default, movedBy)] }));

    public Task<Outcome> Rank(string commandId, string? above, string? below, long? expectedVersion) => throw new NotSupportedException();

    public Task<Outcome> Touch(string commandId, string what) => throw new NotSupportedException();

    public Task<Outcome> Delete(string commandId, long? expectedVersion) => throw new NotSupportedException();

    public Task<Outcome> Restore(string commandId, long? expectedVersion) => throw new NotSupportedException();

    public Task<Outcome> Update(string commandId, UpdateDeal command, long? expectedVersion) => Task.FromResult(
        _view is null ? Refuse(Refusal.NotFound)
        : expectedVersion is { } seen && seen != Version ? Refuse(Refusal.StaleVersion)
        : Do(commandId, () => _view = _view with { Title = command.Title ?? _view.Title, Value = command.Value ?? _view.Value }));

    public Task<DealView?> Get() => Task.FromResult(_view is null ? null : _view with { Version = Version });
}

public sealed class FakePipeline(string key) : IPipelineGrain
{
    private readonly PipelineDefinition _definition = PipelineDefinition.Of(
    [
        new PipelineStage("discovery", "اكتشاف", "Discovery", 10, StageKind.Open),
        new PipelineStage("closed_won", "فوز", "Won", 100, StageKind.Won),
        new PipelineStage("closed_lost", "خسارة", "Lost", 0, StageKind.Lost),
    ]);

    public Task<PipelineView?> Get() => Task.FromResult<PipelineView?>(new PipelineView(TenantKey.Parse(key).Id, _definition, 1));

    public Task<IReadOnlyList<PipelineStage>?> Template(string name) => Task.FromResult<IReadOnlyList<PipelineStage>?>(null);

    public Task<Outcome> Create(string commandId, PipelineDefinition definition) => throw new NotSupportedException();

    public Task<Outcome> Define(string commandId, PipelineDefinition definition, IReadOnlyList<string> inUse, long? expectedVersion) =>
        throw new NotSupportedException();

    public Task<Outcome> Reorder(string commandId, IReadOnlyList<string> stages, long? expectedVersion) => throw new NotSupportedException();

    public Task<Outcome> SetLostReasons(string commandId, IReadOnlyList<LostReason> reasons, long? expectedVersion) => throw new NotSupportedException();

    public Task<Outcome> Delete(string commandId, bool inUse, long? expectedVersion) => throw new NotSupportedException();
}

public sealed class FakeConversation(string key) : FakeEntity, IConversationGrain
{
    private readonly List<OutboundContent> _sent = [];
    private string? _holder;
    private bool _exists;

    public IReadOnlyList<OutboundContent> Sent => _sent;

    public void Exist() => _exists = true;

    public Task<Outcome> TakeOver(string commandId, string userId) =>
        Task.FromResult(_exists ? Do(commandId, () => _holder = userId) : Refuse(Refusal.NotFound));

    public Task<Outcome> Escalate(string commandId, string reason, string target) =>
        Task.FromResult(_exists ? Do(commandId, () => _holder = "queue:" + target) : Refuse(Refusal.NotFound));

    public Task<Outcome> GiveBack(string commandId, string userId) =>
        Task.FromResult(_exists ? Do(commandId, () => _holder = null) : Refuse(Refusal.NotFound));

    public Task<Outcome> SendByHuman(string commandId, string userId, OutboundContent content) =>
        Task.FromResult(_exists ? Do(commandId, () => _sent.Add(content)) : Refuse(Refusal.NotFound));

    public Task<Outcome> TakeFrom(string commandId, string userId) => TakeOver(commandId, userId);

    public Task<Outcome> RenewLease(string userId) => throw new NotSupportedException();

    public Task<Outcome> Assign(string commandId, string? userId, string byUserId) => throw new NotSupportedException();

    public Task<Outcome> Change(string commandId, string userId, ConversationChange change) => throw new NotSupportedException();

    public Task<Outcome> MarkRead(string userId) => throw new NotSupportedException();

    public Task<Outcome> AddNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string> mentions) =>
        throw new NotSupportedException();

    public Task<Outcome> EditNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string> mentions) =>
        throw new NotSupportedException();

    public Task<Outcome> DeleteNote(string commandId, string noteId, string userId) => throw new NotSupportedException();

    public Task<ConversationView?> Get() => Task.FromResult(!_exists ? null : new ConversationView(
        TenantKey.Parse(key).Id, "c", "l", "100", null, "ar", _holder is null ? Handler.Agent : Handler.Human, _holder, false, 0, false, null, [], 0, Version));

    public Task<Outcome> Receive(ConversationAddress address, IReadOnlyList<InboundMessage> messages) => throw new NotSupportedException();

    public Task<Outcome> RecordStatuses(IReadOnlyList<StatusUpdate> statuses) => throw new NotSupportedException();

    public Task<TurnSnapshot?> GetTurn() => throw new NotSupportedException();

    public Task<Outcome> CompleteTurn(long turn, TurnReply reply) => throw new NotSupportedException();

    public Task<SendOrder?> TakeNextSend() => throw new NotSupportedException();

    public Task<SendOrder?> RecordSend(string messageId, int attempt, SendResult result) => throw new NotSupportedException();

    public Task<Outcome> SendUnasked(string commandId, string purpose, OutboundContent withinWindow, OutboundContent? template) =>
        throw new NotSupportedException();
}

public sealed class FakeProjector : IProjectorGrain
{
    public Task Ring() => Task.CompletedTask;

    public Task<ProjectorStatus> Status() => Task.FromResult(new ProjectorStatus(true, 0, null));
}

public sealed class FakeAudit : FakeEntity, IAuditGrain
{
    public List<AuditEntry> Entries { get; } = [];

    public Task<Outcome> Record(string commandId, AuditEntry entry) => Task.FromResult(Do(commandId, () => Entries.Add(entry)));
}

/// <summary>A company without keys.</summary>
public sealed class FakeApiKeys : SalesFlow.Access.IApiKeysGrain
{
    public Task<Outcome> Make(string commandId, SalesFlow.Access.MakeApiKey command) => throw new NotSupportedException();

    public Task<Outcome> Revoke(string commandId, string keyId) => Task.FromResult(new Outcome(Refusal.NotFound, 0));

    public Task<Outcome> Used(string keyId) => throw new NotSupportedException();

    public Task<IReadOnlyList<SalesFlow.Access.ApiKeyView>> List() => Task.FromResult<IReadOnlyList<SalesFlow.Access.ApiKeyView>>([]);

    public Task<SalesFlow.Access.ApiKeyView?> Find(string keyId, string hash) => Task.FromResult<SalesFlow.Access.ApiKeyView?>(null);

    public Task<bool> Stands(string keyId) => Task.FromResult(false);
}
