using SalesFlow.Common;

namespace SalesFlow.Leads.Forms;

/// <summary>
/// A consent that was given in a form and counts only once its link has been opened from the e-mail that went to the visitor. Key:
/// <c>tenant/{submission id}</c>. Its events are the proof.
/// </summary>
[Alias("form-consent")]
public interface IFormConsentGrain : ITenantScoped
{
    /// <summary>Remembers what is to be confirmed within seven days.</summary>
    [Alias("Ask")]
    Task<Outcome> Ask(string commandId, FormConsentRequest request);

    /// <summary>
    /// Confirms it; the contact's consents follow from it. Again: changes nothing. Not found where the secret is not the link's; refused as
    /// <see cref="Refusal.LimitReached"/> after seven days.
    /// </summary>
    /// <param name="commandId">The command.</param>
    /// <param name="secret">What stands in the link.</param>
    /// <param name="address">The network address that it was opened from, or null.</param>
    [Alias("Confirm")]
    Task<Outcome> Confirm(string commandId, string secret, string? address);

    /// <summary>Whether the secret is the one of the link.</summary>
    [Alias("Knows")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<bool> Knows(string secret);

    /// <summary>What is to be confirmed, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<FormConsentView?> Get();
}

/// <summary>What a visitor is asked to confirm.</summary>
/// <param name="FormId">The form.</param>
/// <param name="FormKey">The form's public key.</param>
/// <param name="ContactId">Whose consent it will be.</param>
/// <param name="Email">Where the link goes; lower case.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="Consent">What was agreed to.</param>
[GenerateSerializer, Immutable, Alias("form-consent.request")]
public sealed record FormConsentRequest(string FormId, string FormKey, string ContactId, string Email, string Language, FormConsent Consent);

/// <summary>How far a confirmation is.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Until">When the link ends, UTC.</param>
/// <param name="ConfirmedAt">When it was confirmed, UTC; null before that.</param>
[GenerateSerializer, Immutable, Alias("form-consent.view")]
public sealed record FormConsentView(FormConsentRequest Request, DateTimeOffset Until, DateTimeOffset? ConfirmedAt);

/// <summary>A consent waits for its confirmation.</summary>
[EventName("form-consent.asked")]
public sealed record FormConsentAsked(FormConsentRequest Request, DateTimeOffset At) : IDomainEvent;

/// <summary>The link was opened and the consent confirmed.</summary>
/// <param name="Address">The network address, or null.</param>
/// <param name="At">When, UTC.</param>
[EventName("form-consent.confirmed")]
public sealed record FormConsentConfirmed(string? Address, DateTimeOffset At) : IDomainEvent;

/// <summary>The contact has the consent now.</summary>
[EventName("form-consent.recorded")]
public sealed record FormConsentRecorded(string ContactId, IReadOnlyList<string> Channels, DateTimeOffset At) : IDomainEvent;
