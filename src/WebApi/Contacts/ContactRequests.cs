using SalesFlow.Activities;
using SalesFlow.Contacts;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Contacts;

/// <summary>A contact, or a change to one: absent fields stay as they are, empty texts clear.</summary>
/// <param name="FullName">At most 255 characters.</param>
/// <param name="JobTitle">At most 100 characters.</param>
/// <param name="Email">One contact's only.</param>
/// <param name="Phone">Any spelling; kept in E.164; one contact's only.</param>
/// <param name="Whatsapp">Where it differs from the phone; one contact's only.</param>
/// <param name="CompanyId">The company.</param>
/// <param name="LeadId">The lead that it came from.</param>
/// <param name="IsDecisionMaker">Whether the person decides.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="PreferredChannel"><c>whatsapp</c>, <c>email</c>, <c>sms</c> or <c>phone</c>.</param>
/// <param name="Notes">At most 2,000 characters.</param>
/// <param name="OwnerId">A user, or <c>me</c>.</param>
/// <param name="Tags">At most 20 of 40 characters; the whole list.</param>
internal sealed record ContactRequest(
    string? FullName = null, string? JobTitle = null, string? Email = null, string? Phone = null, string? Whatsapp = null, string? CompanyId = null,
    string? LeadId = null, bool? IsDecisionMaker = null, string? Language = null, string? PreferredChannel = null, string? Notes = null,
    string? OwnerId = null, IReadOnlyList<string?>? Tags = null)
{
    public async Task<ContactDetails> Details(Check check, ApiCall call, ContactDetails? before = null)
    {
        var details = new ContactDetails(
            check.Line("fullName", FullName, 255), check.Line("jobTitle", JobTitle, 100), check.EmailChange("email", Email),
            check.PhoneChange("phone", Phone), check.PhoneChange("whatsapp", Whatsapp), check.IdChange("companyId", CompanyId),
            check.IdChange("leadId", LeadId), IsDecisionMaker,
            string.IsNullOrEmpty(Language) ? null : check.OneOf("language", Language, "ar", "ar", "en"),
            string.IsNullOrEmpty(PreferredChannel) ? PreferredChannel : check.OneOf("preferredChannel", PreferredChannel, "", "whatsapp", "email", "sms", "phone"),
            check.Lines("notes", Notes, 2000), await check.User(call, "ownerId", OwnerId), check.Tags(Tags));
        if (check.Failed) return details;
        await check.Links(call, details.LeadId, null, null, details.CompanyId, null, new RecordLinks(before?.LeadId, CompanyId: before?.CompanyId));
        return details;
    }
}

/// <summary>The same person twice.</summary>
/// <param name="OtherContactId">The contact that goes into the one of the address, or comes out of it again.</param>
internal sealed record MergeRequest(string? OtherContactId);

/// <summary>Consent given or taken back.</summary>
/// <param name="Channel"><c>whatsapp</c>, <c>email</c>, <c>sms</c> or <c>phone</c>.</param>
/// <param name="Status"><c>granted</c> or <c>revoked</c>.</param>
/// <param name="Source">How it was collected, such as <c>web_form</c>, <c>call</c>, <c>paper</c>; at most 50 characters.</param>
/// <param name="Proof">The message or form that proves it; at most 256 characters.</param>
/// <param name="IpAddress">The address that the person used, where known.</param>
internal sealed record ConsentRequest(string? Channel, string? Status, string? Source, string? Proof, string? IpAddress);

/// <summary>A contact as it stands.</summary>
internal sealed record ContactResponse(
    string Id, string? FullName, string? Name, string? JobTitle, string? Email, string? Phone, string? Whatsapp, string? Bsuid, string? Username,
    string? CompanyId, string? LeadId, bool IsDecisionMaker, string Language, string PreferredChannel, string? Notes, string? OwnerId,
    IReadOnlyList<string> Tags, IReadOnlyDictionary<string, ConsentStatus> Consents, ConsentStatus ConsentStatus, bool Deleted, string? MergedInto,
    IReadOnlyList<string> Merged, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, long Version)
{
    public static ContactResponse Of(ContactView c) => new(
        c.ContactId, c.Details.FullName, c.Name, c.Details.JobTitle, c.Details.Email, c.Phone, c.Details.Whatsapp, c.Bsuid, c.Username,
        c.Details.CompanyId, c.Details.LeadId, c.Details.IsDecisionMaker ?? false, c.Language, c.Details.PreferredChannel ?? "whatsapp", c.Details.Notes,
        c.Details.OwnerId, c.Details.Tags ?? [], c.Consents, c.Consents.GetValueOrDefault("whatsapp"), c.Deleted, c.MergedInto, c.Absorbed,
        c.CreatedAt, c.UpdatedAt, c.Version);
}

/// <summary>Consents of a contact.</summary>
/// <param name="Current">What holds now, by channel.</param>
/// <param name="Items">What was said of it, newest first.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
internal sealed record ConsentsResponse(IReadOnlyDictionary<string, ConsentStatus> Current, IReadOnlyList<ConsentRowView> Items, string? Next);
