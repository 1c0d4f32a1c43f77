using SalesFlow.Companies;
using SalesFlow.Conversations;
using SalesFlow.Feed;
using SalesFlow.Fields;

namespace SalesFlow.Contacts;

/// <summary>Reads lists of contacts. Every method needs the tenant, and gives that tenant's rows only.</summary>
public interface IContactLists
{
    /// <summary>Contacts that are neither deleted nor merged into another.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ContactRowView>> Contacts(string tenant, ContactFilter filter, string? cursor, int limit, CancellationToken ct);

    /// <summary>What was said of a contact's consent, newest first; its merged contacts' too.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ConsentRowView>> Consents(string tenant, string contactId, string? cursor, int limit, CancellationToken ct);

    /// <summary>Messages of all conversations of a contact, newest first; its merged contacts' too.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ContactMessage>> Messages(string tenant, string contactId, string? cursor, int limit, CancellationToken ct);
}

/// <summary>What to show of the contacts; null shows all.</summary>
public sealed record ContactFilter(
    string? Search = null, string? CompanyId = null, string? OwnerId = null, bool? IsDecisionMaker = null, string? Language = null,
    ConsentStatus? Consent = null, string? Tag = null, IReadOnlyList<FieldMatch>? Fields = null, RecordSort Sort = RecordSort.Updated);

/// <summary>A contact in a list.</summary>
public sealed record ContactRowView(
    string Id, string? Name, string? Phone, string? Bsuid, string Language, ConsentStatus WhatsAppConsent, DateTimeOffset UpdatedAt, long Version)
{
    /// <summary>The name as people wrote it, or null.</summary>
    public string? FullName { get; init; }

    /// <summary>What they do.</summary>
    public string? JobTitle { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>WhatsApp number where it differs from the phone.</summary>
    public string? Whatsapp { get; init; }

    /// <summary>The company.</summary>
    public string? CompanyId { get; init; }

    /// <summary>The user who looks after the contact.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Whether the person decides.</summary>
    public bool IsDecisionMaker { get; init; }

    /// <summary>How they like to be reached.</summary>
    public string PreferredChannel { get; init; } = "whatsapp";

    /// <summary>Tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When the contact came into being, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What was once said of a consent.</summary>
/// <param name="Id">Unique in the contact's history.</param>
/// <param name="ContactId">The contact that it was said of.</param>
/// <param name="Channel">For which channel.</param>
/// <param name="Status">What was said.</param>
/// <param name="Source">How it was collected.</param>
/// <param name="ProofMessageId">What proves it, or null.</param>
/// <param name="IpAddress">From where, or null.</param>
/// <param name="By">The user or key who recorded it, or null for the person themselves.</param>
/// <param name="At">When, UTC.</param>
public sealed record ConsentRowView(
    string Id, string ContactId, string Channel, ConsentStatus Status, string Source, string? ProofMessageId, string? IpAddress, string? By,
    DateTimeOffset At);

/// <summary>A message with the conversation that it belongs to.</summary>
public sealed record ContactMessage(string ConversationId, MessageRowView Message);
