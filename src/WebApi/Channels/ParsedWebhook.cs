using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Templates;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Channels;

/// <summary>What one POST of the channel holds, in our own terms.</summary>
internal sealed class ParsedWebhook
{
    /// <summary>Whether the body was JSON at all (valid UTF-8, at most 32 levels deep).</summary>
    public required bool IsJson { get; init; }

    /// <summary>Updates of the business's numbers, one group a number, each in the order of the POST.</summary>
    public List<NumberUpdates> Numbers { get; } = [];

    /// <summary>Notices of accounts and templates, which name no number.</summary>
    public List<NoticeItem> Notices { get; } = [];

    /// <summary>What was not understood.</summary>
    public List<RawItem> Raw { get; } = [];
}

/// <summary>Updates of one number.</summary>
internal sealed class NumberUpdates(string phoneNumberId, string businessAccountId)
{
    /// <summary>Meta's id of the number.</summary>
    public string PhoneNumberId { get; } = phoneNumberId;

    /// <summary>The business account that the update named, or <c>unknown</c>.</summary>
    public string BusinessAccountId { get; } = businessAccountId;

    /// <summary>What customers did, in order.</summary>
    public List<ChatItem> Chats { get; } = [];

    /// <summary>Statuses of our own messages, in order.</summary>
    public List<StatusItem> Statuses { get; } = [];

    /// <summary>Errors without a message.</summary>
    public List<NoticeItem> Notices { get; } = [];

    /// <summary>The raw updates, in pieces of at most 64 KB where they can be taken apart: kept where the number is nobody's.</summary>
    public List<RawItem> Pieces { get; } = [];
}

/// <summary>Who a customer is, as far as the channel says.</summary>
/// <param name="Phone">E.164, or null.</param>
/// <param name="Bsuid">Business-scoped user id, or null.</param>
/// <param name="Name">Profile name, or null.</param>
/// <param name="Username">Username, or null.</param>
internal readonly record struct CustomerIdentity(string? Phone, string? Bsuid, string? Name = null, string? Username = null)
{
    /// <summary>Whether there is anything to find the customer by.</summary>
    public bool IsKnown => Phone is not null || Bsuid is not null;

    /// <summary>What the customer is found by.</summary>
    public (string? Phone, string? Bsuid) Key => (Phone, Bsuid);
}

/// <summary>Something that a customer did.</summary>
/// <param name="Who">The customer, as known before.</param>
/// <param name="Message">The message for the conversation, or null.</param>
/// <param name="Change">A new phone or user id, or null.</param>
/// <param name="Consent">A change of consent, or null.</param>
/// <param name="Raw">The update as it came: a slice of the body.</param>
internal sealed record ChatItem(
    CustomerIdentity Who, InboundMessage? Message, IdentityChange? Change, ConsentChange? Consent, ReadOnlyMemory<byte> Raw);

/// <summary>A customer's new name at the channel; null parts stay.</summary>
internal sealed record IdentityChange(string? Phone, string? Bsuid);

/// <summary>A customer changed what may be sent.</summary>
internal sealed record ConsentChange(ConsentStatus Status, string CommandId);

/// <summary>A status of one of our messages.</summary>
/// <param name="Status">The status.</param>
/// <param name="ConversationId">The conversation, from the callback data, or null.</param>
/// <param name="Recipient">The customer, for statuses without callback data.</param>
internal sealed record StatusItem(StatusUpdate Status, string? ConversationId, CustomerIdentity Recipient);

/// <summary>A notice for the tenant's people.</summary>
/// <param name="BusinessAccountId">The account that it came under.</param>
/// <param name="CommandId">The same for each repeat of the same notice.</param>
/// <param name="Notice">The notice.</param>
/// <param name="Limit">The portfolio's new limit, or null where it did not change.</param>
/// <param name="Raw">The change as it came.</param>
/// <param name="Template">What it says of a template, or null where it is of none.</param>
internal sealed record NoticeItem(
    string BusinessAccountId, string CommandId, ChannelNotice Notice, PortfolioLimit? Limit, RawItem Raw, TemplateSighting? Template = null);

/// <summary>A portfolio's limit of unique customers a day; null means unlimited.</summary>
internal sealed record PortfolioLimit(int? UniqueCustomers);

/// <summary>An update that is kept as it came.</summary>
/// <param name="PhoneNumberId">The number, or null.</param>
/// <param name="Field">The channel's field, at most 64 characters.</param>
/// <param name="Reason">Why, a stable word.</param>
/// <param name="Body">A slice of the POST's body.</param>
internal sealed record RawItem(string? PhoneNumberId, string Field, string Reason, ReadOnlyMemory<byte> Body);
