using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads.Forms;

namespace SalesFlow.Grains.Leads.Forms;

/// <summary>A consent that waits for the visitor's own confirmation.</summary>
[GrainType("form-consent")]
internal sealed class FormConsentGrain(
    [PersistentState("form-consent", EntityStorage.Provider)] IPersistentState<EntityRecord<FormConsentState>> storage, TimeProvider clock,
    ISecretProtector secrets)
    : EntityGrain<FormConsentState>(storage, clock), IFormConsentGrain
{
    public Task<Outcome> Ask(string commandId, FormConsentRequest request) =>
        Execute(commandId, (s, now) => FormConsentDecisions.Ask(s, request, now));

    public Task<Outcome> Confirm(string commandId, string secret, string? address) =>
        Execute(commandId, (s, now) => FormConsentDecisions.Confirm(s, Genuine(secret), address, now));

    public Task<bool> Knows(string secret) => Task.FromResult(Genuine(secret));

    public Task<FormConsentView?> Get() => Task.FromResult(
        State.Request is { } request ? new FormConsentView(request, State.AskedAt + FormConsentDecisions.Life, State.ConfirmedAt) : null);

    protected override async Task<DueOutcome> Due(string name)
    {
        if (name != FormConsentDecisions.RecordTimer || State is not { Request: { } request, ConfirmedAt: not null })
            return await Fire(name, (_, _) => Decision.Nothing);
        var (contactId, granted) = await LeadContacts.Grant(
            GrainFactory, Key.Tenant, request.ContactId, request.Consent.Channels, "form:" + request.FormId, Key.Id);
        return await Fire(name, (_, now) => Decision.Accept(new FormConsentRecorded(contactId, granted, now)));
    }

    private bool Genuine(string secret) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes(FormConsentLinks.Secret(secrets, Key.Tenant, Key.Id)));

    protected override Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        if (events.Any(e => e is FormConsentConfirmed)) this.AsReference<IDueGrain>().OnDue(FormConsentDecisions.RecordTimer, Version).Ignore();
        return Task.CompletedTask;
    }
}

/// <summary>What a waiting consent decides. Pure.</summary>
internal static class FormConsentDecisions
{
    /// <summary>The timer under which a confirmed consent reaches its contact.</summary>
    public const string RecordTimer = "record";

    /// <summary>How long the link works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public static Decision Ask(FormConsentState state, FormConsentRequest request, DateTimeOffset now) =>
        state.Request is not null ? Decision.Nothing : Decision.Accept(new FormConsentAsked(request, now));

    public static Decision Confirm(FormConsentState state, bool genuine, string? address, DateTimeOffset now) =>
        state.Request is null || !genuine ? Decision.Refuse(Refusal.NotFound)
        : state.ConfirmedAt is not null ? Decision.Nothing
        : now - state.AskedAt > Life ? Decision.Refuse(Refusal.LimitReached, "expired")
        : Decision.Accept(new FormConsentConfirmed(address, now)).DueAt(RecordTimer, now);
}

/// <summary>The links with which a consent is confirmed: nothing of their secret is kept, it follows from the installation's key.</summary>
internal static class FormConsentLinks
{
    private const int SecretBytes = 24;

    public static string Secret(ISecretProtector secrets, string tenant, string id) =>
        Base64Url.EncodeToString(secrets.Derive($"form-consent/{tenant}/{id}", SecretBytes));

    public static string Make(ISecretProtector secrets, string publicUrl, string tenant, string id, string formKey) =>
        $"{publicUrl.TrimEnd('/')}/api/v1/public/forms/{formKey}/consents/{LetterLinks.Make(id, Secret(secrets, tenant, id))}";
}

/// <summary>A waiting consent as its events made it.</summary>
internal sealed record FormConsentState : IFold<FormConsentState>
{
    public FormConsentRequest? Request { get; init; }

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public FormConsentState Apply(IDomainEvent e) => e switch
    {
        FormConsentAsked a => this with { Request = a.Request, AskedAt = a.At },
        FormConsentConfirmed c => this with { ConfirmedAt = c.At },
        _ => this,
    };
}
