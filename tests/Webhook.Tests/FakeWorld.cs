using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Templates;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Channels;

namespace SalesFlow.Webhook.Tests;

/// <summary>Grains in memory. Each refuses a call under another tenant's scope, as the real ones do.</summary>
internal sealed class FakeWorld : IRawUpdateStore, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GrainCalls _calls;

    public FakeWorld(TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        Factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
        ((FactoryProxy)(object)Factory).World = this;
        _calls = new GrainCalls(Clock);
        Intake = NewIntake();
    }

    public TimeProvider Clock { get; }
    public IGrainFactory Factory { get; }
    public WebhookIntake Intake { get; private set; }
    public ConcurrentDictionary<string, string> Owners { get; } = new() { ["platform/" + Fixtures.Number] = "acme" };
    public ConcurrentDictionary<string, string> Aliases { get; } = new();
    public ConcurrentDictionary<string, ContactView> Contacts { get; } = new();
    public ConcurrentQueue<(string Key, string CommandId, ContactObservation Seen)> Observations { get; } = new();
    public ConcurrentQueue<(string Key, string CommandId, ConsentStatus Status)> Consents { get; } = new();
    public ConcurrentQueue<(string Key, string Other)> Absorbed { get; } = new();
    public ConcurrentQueue<(string Key, ConversationAddress Address, InboundMessage[] Messages)> Received { get; } = new();
    public ConcurrentQueue<(string Key, StatusUpdate[] Statuses)> Statuses { get; } = new();
    public ConcurrentQueue<(string Key, string CommandId, ChannelNotice Notice)> Notices { get; } = new();
    public ConcurrentQueue<(string Key, string CommandId, TemplateSighting Seen)> Sightings { get; } = new();

    /// <summary>Keys of templates of the company's own that were submitted.</summary>
    public ConcurrentDictionary<string, bool> Submitted { get; } = new();
    public ConcurrentQueue<(string Key, int? Limit)> Limits { get; } = new();
    public ConcurrentQueue<(string? Tenant, string Field, string Reason, string Body)> Raw { get; } = new();
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Lets a call fail: gets <c>Interface.Method key</c>.</summary>
    public Func<string, Exception?>? Fault { get; set; }

    /// <summary>Holds a call back.</summary>
    public Func<string, Task>? Hold { get; set; }

    public Outcome ReceiveOutcome { get; set; } = new(Refusal.None, 1);

    public IEnumerable<InboundMessage> Messages => Received.SelectMany(r => r.Messages);

    /// <summary>Another node: the same grains, nothing remembered.</summary>
    public WebhookIntake NewIntake()
    {
        var metrics = new WebhookMetrics(_services.GetRequiredService<IMeterFactory>());
        var directory = new NumberDirectory(Factory, _calls, Clock);
        return Intake = new WebhookIntake(Factory, this, directory, new ContactResolver(Factory, _calls, metrics, Clock), _calls, metrics);
    }

    public Task Take(string body) => Intake.Process(WebhookParser.Parse(Encoding.UTF8.GetBytes(body), Fixtures.Now), default);

    public Task Keep(string? tenant, string field, string reason, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        Raw.Enqueue((tenant, field, reason, Encoding.UTF8.GetString(body.Span)));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _calls.Dispose();
        _services.Dispose();
    }

    private async Task Enter(string what, string key)
    {
        var call = $"{what} {key}";
        Calls.Enqueue(call);
        var tenant = TenantKey.Parse(key).Tenant;
        if (tenant != TenantKey.Platform && TenantScope.Current != tenant) throw new InvalidOperationException($"{call} under the scope of {TenantScope.Current ?? "nobody"}.");
        await Task.Yield();
        if (Hold is { } hold) await hold(call);
        if (Fault?.Invoke(call) is { } fault) throw fault;
    }

    private static Outcome Ok => new(Refusal.None, 1);

#pragma warning disable CA1852 // the proxy is made by deriving from it
    public class FactoryProxy : DispatchProxy
    {
        internal FakeWorld World { get; set; } = null!;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var type = targetMethod!.GetGenericArguments()[0];
            var key = (string)args![0]!;
            return type == typeof(INumberOwnerGrain) ? new Owner(World, key)
                : type == typeof(IContactAliasGrain) ? new Alias(World, key)
                : type == typeof(IContactGrain) ? new Contact(World, key)
                : type == typeof(IConversationGrain) ? new Conversation(World, key)
                : type == typeof(ITenantGrain) ? new Tenant(World, key)
                : type == typeof(IPortfolioGrain) ? new Portfolio(World, key)
                : type == typeof(ITemplateGrain) ? new Template(World, key)
                : throw new NotSupportedException(type.Name);
        }
    }
#pragma warning restore CA1852

    private sealed class Owner(FakeWorld world, string key) : INumberOwnerGrain
    {
        public async Task<Outcome> Claim(string commandId, string tenantId)
        {
            await world.Enter("Owner.Claim", key);
            return world.Owners.GetOrAdd(key, tenantId) == tenantId ? Ok : new Outcome(Refusal.Taken, 1);
        }

        public async Task<string?> Get()
        {
            await world.Enter("Owner.Get", key);
            return world.Owners.GetValueOrDefault(key);
        }
    }

    private sealed class Alias(FakeWorld world, string key) : IContactAliasGrain
    {
        public async Task<string> Claim(string contactId)
        {
            await world.Enter("Alias.Claim", key);
            return world.Aliases.GetOrAdd(key, contactId);
        }

        public async Task<Outcome> Move(string commandId, string contactId)
        {
            await world.Enter("Alias.Move", key);
            world.Aliases[key] = contactId;
            return Ok;
        }

        public Task<Outcome> Release(string commandId, string contactId) => throw new NotSupportedException();

        public async Task<string?> Get()
        {
            await world.Enter("Alias.Get", key);
            return world.Aliases.GetValueOrDefault(key);
        }
    }

    private sealed class Contact(FakeWorld world, string key) : IContactGrain
    {
        public async Task<Outcome> Observe(string commandId, ContactObservation seen)
        {
            await world.Enter("Contact.Observe", key);
            world.Observations.Enqueue((key, commandId, seen));
            world.Contacts.AddOrUpdate(
                key,
                k => new ContactView(TenantKey.Parse(k).Id, seen.Name, seen.Phone, seen.Bsuid, seen.Username, seen.Language ?? "ar", new Dictionary<string, ConsentStatus>(), 1),
                (_, old) => old with { Name = seen.Name ?? old.Name, Phone = seen.Phone ?? old.Phone, Bsuid = seen.Bsuid ?? old.Bsuid });
            return Ok;
        }

        public async Task<Outcome> SetConsent(string commandId, string channel, ConsentStatus status, string source, string? proofMessageId)
        {
            await world.Enter("Contact.SetConsent", key);
            world.Consents.Enqueue((key, commandId, status));
            return Ok;
        }

        public async Task<Outcome> Absorb(string commandId, string otherContactId)
        {
            await world.Enter("Contact.Absorb", key);
            if (!world.Contacts.ContainsKey(key)) return new Outcome(Refusal.NotFound, 0);
            world.Absorbed.Enqueue((key, otherContactId));
            return Ok;
        }

        public Task<Outcome> Create(string commandId, ContactDetails details) => throw new NotSupportedException();

        public Task<Outcome> Update(string commandId, ContactDetails changes, long? expectedVersion) => throw new NotSupportedException();

        public Task<Outcome> Delete(string commandId, long? expectedVersion) => throw new NotSupportedException();

        public Task<Outcome> Restore(string commandId) => throw new NotSupportedException();

        public Task<Outcome> RecordConsent(string commandId, ConsentRecord consent) => throw new NotSupportedException();

        public Task<Outcome> MergeInto(string commandId, string survivorId) => throw new NotSupportedException();

        public Task<Outcome> Unmerge(string commandId, string survivorId) => throw new NotSupportedException();

        public Task<Outcome> TakeOver(string commandId, ContactView other) => throw new NotSupportedException();

        public Task<Outcome> GiveBack(string commandId, string otherContactId) => throw new NotSupportedException();

        public async Task<ContactView?> Get()
        {
            await world.Enter("Contact.Get", key);
            return world.Contacts.GetValueOrDefault(key);
        }
    }

    private sealed class Conversation(FakeWorld world, string key) : IConversationGrain
    {
        public async Task<Outcome> Receive(ConversationAddress address, IReadOnlyList<InboundMessage> messages)
        {
            await world.Enter("Conversation.Receive", key);
            Assert.Equal(key, TenantKey.Format(TenantKey.Parse(key).Tenant, address.ConversationId));
            world.Received.Enqueue((key, address, [.. messages]));
            return world.ReceiveOutcome;
        }

        public async Task<Outcome> RecordStatuses(IReadOnlyList<StatusUpdate> statuses)
        {
            await world.Enter("Conversation.RecordStatuses", key);
            world.Statuses.Enqueue((key, [.. statuses]));
            return Ok;
        }

        public Task<TurnSnapshot?> GetTurn() => throw new NotSupportedException();
        public Task<Outcome> CompleteTurn(long turn, TurnReply reply) => throw new NotSupportedException();
        public Task<SendOrder?> TakeNextSend() => throw new NotSupportedException();
        public Task<SendOrder?> RecordSend(string messageId, int attempt, SendResult result) => throw new NotSupportedException();
        public Task<Outcome> TakeOver(string commandId, string userId) => throw new NotSupportedException();
        public Task<Outcome> Escalate(string commandId, string reason, string target) => throw new NotSupportedException();

        public Task<Outcome> GiveBack(string commandId, string userId) => throw new NotSupportedException();
        public Task<Outcome> SendByHuman(string commandId, string userId, OutboundContent content) => throw new NotSupportedException();
        public Task<Outcome> SendUnasked(string commandId, string purpose, OutboundContent withinWindow, OutboundContent? template) => throw new NotSupportedException();
        public Task<Outcome> TakeFrom(string commandId, string userId) => throw new NotSupportedException();
        public Task<Outcome> RenewLease(string userId) => throw new NotSupportedException();
        public Task<Outcome> Assign(string commandId, string? userId, string byUserId) => throw new NotSupportedException();
        public Task<Outcome> Change(string commandId, string userId, ConversationChange change) => throw new NotSupportedException();
        public Task<Outcome> MarkRead(string userId) => throw new NotSupportedException();
        public Task<Outcome> AddNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string> mentions) => throw new NotSupportedException();
        public Task<Outcome> EditNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string>? mentions) => throw new NotSupportedException();
        public Task<Outcome> DeleteNote(string commandId, string noteId, string userId) => throw new NotSupportedException();
        public Task<Outcome> HeedConsent(string commandId, string contactId) => throw new NotSupportedException();

        public Task<Outcome> ReleaseReply(string commandId, string userId, long turn, string? text) => throw new NotSupportedException();

        public Task<Outcome> DiscardReply(string commandId, string userId, long turn) => throw new NotSupportedException();
        public Task<ConversationView?> Get() => throw new NotSupportedException();
    }

    private sealed class Tenant(FakeWorld world, string key) : ITenantGrain
    {
        public async Task<Outcome> NoticeChannel(string commandId, ChannelNotice notice)
        {
            await world.Enter("Tenant.NoticeChannel", key);
            world.Notices.Enqueue((key, commandId, notice));
            return Ok;
        }

        public Task<Outcome> Register(string commandId, RegisterTenant command) => throw new NotSupportedException();
        public Task<Outcome> ApplyTemplate(string commandId, string template) => throw new NotSupportedException();
        public Task<Outcome> ConnectNumber(string commandId, ConnectedNumber number) => throw new NotSupportedException();
        public Task<Outcome> Update(string commandId, UpdateTenant command, long? expectedVersion) => throw new NotSupportedException();
        public Task<Outcome> Suspend(string commandId, string reason) => throw new NotSupportedException();
        public Task<Outcome> Reactivate(string commandId, string reason) => throw new NotSupportedException();
        public Task<Outcome> WarnQuota(string commandId, QuotaWarning warning) => throw new NotSupportedException();
        public Task<TenantView?> Get() => throw new NotSupportedException();
    }

    private sealed class Portfolio(FakeWorld world, string key) : IPortfolioGrain
    {
        public async Task SetLimit(int? uniqueCustomers)
        {
            await world.Enter("Portfolio.SetLimit", key);
            world.Limits.Enqueue((key, uniqueCustomers));
        }

        public Task<bool> Admit(string contactId) => throw new NotSupportedException();
    }

    private sealed class Template(FakeWorld world, string key) : ITemplateGrain
    {
        public async Task<Outcome> Observe(string commandId, IReadOnlyList<TemplateSighting> sightings)
        {
            await world.Enter("Template.Observe", key);
            if (!world.Submitted.ContainsKey(key)) return new Outcome(Refusal.NotFound, 0);
            foreach (var seen in sightings) world.Sightings.Enqueue((key, commandId, seen));
            return Ok;
        }

        public async Task<Outcome> Import(string commandId, IReadOnlyList<TemplateSighting> sightings)
        {
            await world.Enter("Template.Import", key);
            foreach (var seen in sightings) world.Sightings.Enqueue((key, commandId, seen));
            return Ok;
        }

        public Task<Outcome> Create(string commandId, string code, TemplateContent content, bool isActive) => throw new NotSupportedException();
        public Task<Outcome> Adopt(string commandId, string code, TemplateContent content) => throw new NotSupportedException();
        public Task<Outcome> Update(string commandId, TemplateContent? content, bool? isActive) => throw new NotSupportedException();
        public Task<Outcome> Delete(string commandId) => throw new NotSupportedException();
        public Task<Outcome> Submit(string commandId, IReadOnlyList<string> businessAccountIds, IReadOnlyList<string> languages) => throw new NotSupportedException();
        public Task<TemplateOrder?> NextTask() => throw new NotSupportedException();
        public Task Record(TemplateOrder order, TemplateResult result) => throw new NotSupportedException();
        public Task<TemplateListing?> Standing(string businessAccountId, string language) => throw new NotSupportedException();
        public Task<TemplateView?> Get() => throw new NotSupportedException();
    }
}
