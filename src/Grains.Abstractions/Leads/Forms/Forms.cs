using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;

namespace SalesFlow.Leads.Forms;

/// <summary>
/// A form on a company's own page, through which strangers become leads. Key: <c>tenant/{form id}</c>. A submission is one commit here; the lead, the
/// contact and the consent follow from it and are not lost when the process dies in between.
/// </summary>
[Alias("form")]
public interface IFormGrain : ITenantScoped
{
    /// <summary>Creates the form unless it exists.</summary>
    [Alias("Create"), Requires(Permission.ChannelsManage)]
    Task<Outcome> Create(string commandId, string key, FormSettings settings);

    /// <summary>Replaces the settings.</summary>
    [Alias("Change"), Requires(Permission.ChannelsManage)]
    Task<Outcome> Change(string commandId, FormSettings settings, long? expectedVersion);

    /// <summary>Deletes the form: its key leads nowhere from now on.</summary>
    [Alias("Delete"), Requires(Permission.ChannelsManage)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>
    /// Takes a submission in. One with the same digest within ten minutes is a repeat and changes nothing. Refused where a hundred wait to be worked on.
    /// </summary>
    [Alias("Submit")]
    Task<Outcome> Submit(string commandId, FormSubmission submission);

    /// <summary>The form, or null where there is none or it was deleted.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<FormView?> Get();
}

/// <summary>Says which form a public key belongs to. Key: <c>platform/{form key}</c>.</summary>
[Alias("form-key")]
public interface IFormKeyGrain : IPlatformScoped
{
    /// <summary>Claims the key; the first to claim it keeps it.</summary>
    [Alias("Claim")]
    Task<Outcome> Claim(string commandId, string tenantId, string formId);

    /// <summary>The form, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<FormPlace?> Get();
}

/// <summary>Where a form is.</summary>
[GenerateSerializer, Immutable, Alias("form-key.place")]
public sealed record FormPlace(string TenantId, string FormId);

/// <summary>What a form is.</summary>
/// <param name="Name">For the company's own lists; 1 to 100 characters.</param>
/// <param name="Fields">1 to 30 fields.</param>
/// <param name="ConsentText">What the visitor must agree to, in the words that stand beside the box; at most 1,000 characters. Null: no consent is asked, none is recorded.</param>
/// <param name="ConsentChannels">For which channels it holds: <c>whatsapp</c>, <c>email</c>, <c>sms</c>, <c>voice</c>.</param>
/// <param name="AllowedOrigins">Origins of pages that may send, such as <c>https://example.com</c>; empty: all.</param>
/// <param name="Redirect">Where the visitor goes after a plain form was sent: an https address, or null.</param>
/// <param name="Language">The language of leads: <c>ar</c> or <c>en</c>.</param>
/// <param name="Honeypot">The name of a field that people do not see; whoever fills it is no person.</param>
/// <param name="MinimumSeconds">How long filling takes at least, 0 to 60; 0 asks for no token.</param>
/// <param name="IsActive">Whether it takes submissions.</param>
/// <param name="ConfirmByEmail">Whether a consent counts only once a link has been opened that goes to the visitor's e-mail.</param>
[GenerateSerializer, Immutable, Alias("form.settings")]
public sealed record FormSettings(
    string Name, IReadOnlyList<FormField> Fields, string? ConsentText, IReadOnlyList<string> ConsentChannels, IReadOnlyList<string> AllowedOrigins,
    string? Redirect, string Language, string Honeypot, int MinimumSeconds, bool IsActive, bool ConfirmByEmail = false);

/// <summary>A field of a form.</summary>
/// <param name="Name">The name that is sent, such as <c>email</c>; 1 to 40 letters, digits, <c>_</c> or <c>-</c>.</param>
/// <param name="Label">What stands beside it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Required">Whether it must be filled.</param>
[GenerateSerializer, Immutable, Alias("form.field")]
public sealed record FormField(string Name, string Label, FormFieldKind Kind, bool Required);

/// <summary>What a field holds.</summary>
[GenerateSerializer]
public enum FormFieldKind
{
    /// <summary>The person's name.</summary>
    Name = 0,
    /// <summary>A phone.</summary>
    Phone = 1,
    /// <summary>An e-mail address.</summary>
    Email = 2,
    /// <summary>The company's name.</summary>
    Company = 3,
    /// <summary>A sector's code.</summary>
    Sector = 4,
    /// <summary>A city.</summary>
    City = 5,
    /// <summary>Any words; kept as a fact under the field's name.</summary>
    Text = 6,
}

/// <summary>What a visitor sent, checked.</summary>
/// <param name="Digest">The same for the same content, or for the same Idempotency-Key.</param>
/// <param name="Name">Or null.</param>
/// <param name="Phone">E.164 or null.</param>
/// <param name="Email">Lower case, or null.</param>
/// <param name="Facts">All other facts, the campaign's among them (<c>utm_source</c>, …).</param>
/// <param name="Consent">What was agreed to, or null.</param>
[GenerateSerializer, Immutable, Alias("form.submission")]
public sealed record FormSubmission(
    string Digest, string? Name, string? Phone, string? Email, IReadOnlyDictionary<string, string> Facts, FormConsent? Consent);

/// <summary>What a visitor agreed to.</summary>
/// <param name="Text">The words.</param>
/// <param name="Channels">For which channels.</param>
/// <param name="Address">The network address that it came from.</param>
/// <param name="At">When, UTC.</param>
[GenerateSerializer, Immutable, Alias("form.consent")]
public sealed record FormConsent(string Text, IReadOnlyList<string> Channels, string? Address, DateTimeOffset At);

/// <summary>A form as it stands.</summary>
[GenerateSerializer, Immutable, Alias("form.view")]
public sealed record FormView(string Id, string Key, FormSettings Settings, long Submissions, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>When it changed last, by a submission too, UTC; null where nothing has changed since this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>Lists of forms.</summary>
public interface IFormLists
{
    /// <summary>Forms, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<FormRowView>> Forms(string tenant, string? cursor, int limit, CancellationToken ct);
}

/// <summary>A form in a list.</summary>
public sealed record FormRowView(string Id, string Key, string Name, bool IsActive, long Submissions, DateTimeOffset? LastAt, DateTimeOffset CreatedAt, long Version);
