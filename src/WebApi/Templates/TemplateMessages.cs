using System.Globalization;
using SalesFlow.Templates;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Templates;

/// <summary>A message template, or what changes of it. At least one of the two languages has a body.</summary>
/// <param name="Code">1 to 64 of a-z, 0-9 and _, a letter first: unique in the company, and its name at Meta. Never changes.</param>
/// <param name="NameAr">What people call it, 1 to 120 characters.</param>
/// <param name="NameEn">What people call it, 1 to 120 characters.</param>
/// <param name="Channel"><c>whatsapp</c>, <c>email</c>, <c>sms</c> or <c>voice</c>. Never changes.</param>
/// <param name="Category"><c>outreach</c>, <c>followup</c>, <c>meeting</c>, <c>affiliate</c>, <c>internal</c>, <c>sales</c>, <c>support</c> or <c>compliance</c>.</param>
/// <param name="WhatsappCategory">Meta's category of a WhatsApp template: <c>marketing</c>, <c>utility</c> or <c>authentication</c>.</param>
/// <param name="SubjectAr">A letter's subject; at most 60 characters once its examples are filled in.</param>
/// <param name="SubjectEn">The same in English.</param>
/// <param name="BodyAr">The words, with places such as <c>{{contact_name}}</c>: 1,024 characters on WhatsApp, 5,000 in a letter, 2,000 spoken, two parts by SMS.</param>
/// <param name="BodyEn">The same in English, with the same places.</param>
/// <param name="HeaderAr">A WhatsApp header, at most 60 characters.</param>
/// <param name="HeaderEn">The same in English.</param>
/// <param name="FooterAr">A WhatsApp footer, at most 60 characters.</param>
/// <param name="FooterEn">The same in English.</param>
/// <param name="Buttons">At most 10 WhatsApp buttons, of which 1 phone and 2 pages.</param>
/// <param name="Variables">Every place's name, at most 20.</param>
/// <param name="IsActive">Whether it is in use.</param>
internal sealed record MessageTemplateRequest(
    string? Code, string? NameAr, string? NameEn, TemplateChannel? Channel, TemplateCategory? Category, WhatsappCategory? WhatsappCategory,
    string? SubjectAr, string? SubjectEn, string? BodyAr, string? BodyEn, string? HeaderAr, string? HeaderEn, string? FooterAr, string? FooterEn,
    IReadOnlyList<TemplateButtonRequest?>? Buttons, IReadOnlyList<TemplateVariableRequest?>? Variables, bool? IsActive)
{
    private const int LongestText = 10_000;
    private const int MostParts = 100;

    /// <summary>The content; what is wrong is said to the check. Null where no channel is known.</summary>
    public TemplateContent? Content(Check check, TemplateContent? before)
    {
        if (Channel is null && before is null) check.Add("channel", "field.required");
        if (Category is null && before is null) check.Add("category", "field.required");
        var nameAr = NameAr is null && before is not null ? before.NameAr : check.Name("nameAr", NameAr, 120);
        var nameEn = NameEn is null && before is not null ? before.NameEn : check.Name("nameEn", NameEn, 120);
        if (Buttons?.Count > MostParts) check.Add("buttons", "template.too_many", TemplateRules.MostButtons);
        if (Variables?.Count > MostParts) check.Add("variables", "template.too_many", TemplateRules.MostVariables);
        var content = new TemplateContent(
            nameAr, nameEn, Channel ?? before?.Channel ?? default, Category ?? before?.Category ?? default, WhatsappCategory ?? before?.WhatsappCategory,
            Text("subjectAr", SubjectAr, before?.SubjectAr), Text("subjectEn", SubjectEn, before?.SubjectEn), Text("bodyAr", BodyAr, before?.BodyAr),
            Text("bodyEn", BodyEn, before?.BodyEn), Text("headerAr", HeaderAr, before?.HeaderAr), Text("headerEn", HeaderEn, before?.HeaderEn),
            Text("footerAr", FooterAr, before?.FooterAr), Text("footerEn", FooterEn, before?.FooterEn),
            Buttons is null ? before?.Buttons ?? [] : [.. Buttons.Take(MostParts).Select((b, i) => Button(check, i, b))],
            Variables is null ? before?.Variables ?? [] : [.. Variables.Take(MostParts).Select((v, i) => Variable(check, i, v))]);
        // The channel decides which rules hold.
        if (Channel is null && before is null) return null;
        TemplateFaults.Tell(check, TemplateRules.Faults(content));
        return content;

        string? Text(string field, string? given, string? now) => given is null ? now : check.Optional(field, given, LongestText);
    }

    private static TemplateButton Button(Check check, int i, TemplateButtonRequest? b)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"buttons[{i}]");
        if (b?.Kind is null) check.Add(at + ".kind", "field.required");
        return new TemplateButton(
            b?.Kind ?? default, check.Optional(at + ".textAr", b?.TextAr, 255), check.Optional(at + ".textEn", b?.TextEn, 255),
            check.Optional(at + ".url", b?.Url, 2048), check.Optional(at + ".phone", b?.Phone, 32));
    }

    private static TemplateVariable Variable(Check check, int i, TemplateVariableRequest? v)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"variables[{i}]");
        return new TemplateVariable(
            check.Required(at + ".name", v?.Name, 40), v?.Required ?? true, check.Optional(at + ".exampleAr", v?.ExampleAr, TemplateText.LongestValue),
            check.Optional(at + ".exampleEn", v?.ExampleEn, TemplateText.LongestValue), v?.MaxLength ?? 255);
    }
}

/// <summary>A button under a WhatsApp template.</summary>
/// <param name="Kind"><c>quick_reply</c>, <c>url</c> or <c>phone</c>.</param>
/// <param name="TextAr">Arabic label, 1 to 25 characters.</param>
/// <param name="TextEn">English label, 1 to 25 characters.</param>
/// <param name="Url">A page's address; a place may stand at its end.</param>
/// <param name="Phone">A number, E.164.</param>
internal sealed record TemplateButtonRequest(TemplateButtonKind? Kind, string? TextAr, string? TextEn, string? Url, string? Phone);

/// <summary>A value that is filled in.</summary>
/// <param name="Name">1 to 40 of a-z, 0-9 and _.</param>
/// <param name="Required">Whether the template cannot be used without it; true unless given.</param>
/// <param name="ExampleAr">A plausible Arabic value.</param>
/// <param name="ExampleEn">A plausible English value.</param>
/// <param name="MaxLength">The longest value in characters, 1 to 1024; 255 unless given.</param>
internal sealed record TemplateVariableRequest(string? Name, bool? Required, string? ExampleAr, string? ExampleEn, int? MaxLength);

/// <summary>Values to look at.</summary>
/// <param name="Language"><c>ar</c> or <c>en</c>; the first that there are words in unless given.</param>
/// <param name="Values">Values by the names of the places.</param>
internal sealed record TemplatePreviewRequest(string? Language, IReadOnlyDictionary<string, string?>? Values);

/// <summary>What to submit.</summary>
/// <param name="Language"><c>ar</c> or <c>en</c>; both unless given.</param>
/// <param name="BusinessAccountId">One of the company's WhatsApp accounts; all of them unless given.</param>
internal sealed record TemplateSubmitRequest(string? Language, string? BusinessAccountId);

/// <summary>A message template.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">Its code.</param>
/// <param name="Number">The newest version's number.</param>
/// <param name="NameAr">Its Arabic name.</param>
/// <param name="NameEn">Its English name.</param>
/// <param name="Channel">By what it travels.</param>
/// <param name="Category">What it is for.</param>
/// <param name="WhatsappCategory">Meta's category.</param>
/// <param name="SubjectAr">A letter's subject.</param>
/// <param name="SubjectEn">The same in English.</param>
/// <param name="BodyAr">The words.</param>
/// <param name="BodyEn">The same in English.</param>
/// <param name="HeaderAr">A header.</param>
/// <param name="HeaderEn">The same in English.</param>
/// <param name="FooterAr">A footer.</param>
/// <param name="FooterEn">The same in English.</param>
/// <param name="Buttons">Its buttons.</param>
/// <param name="Variables">Its places' names.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="External">Whether it was made elsewhere: it can be read and sent by its name, not changed.</param>
/// <param name="Listings">Where it stands at Meta.</param>
/// <param name="CreatedAt">When it was written first.</param>
/// <param name="UpdatedAt">When anything of it changed last.</param>
/// <param name="Version">Its version, for <c>If-Match</c>.</param>
internal sealed record TemplateResponse(
    string Id, string Code, int Number, string NameAr, string NameEn, TemplateChannel Channel, TemplateCategory Category, WhatsappCategory? WhatsappCategory,
    string? SubjectAr, string? SubjectEn, string? BodyAr, string? BodyEn, string? HeaderAr, string? HeaderEn, string? FooterAr, string? FooterEn,
    IReadOnlyList<TemplateButton> Buttons, IReadOnlyList<TemplateVariable> Variables, bool IsActive, bool External, IReadOnlyList<TemplateListingResponse> Listings,
    DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, long Version)
{
    public static TemplateResponse Of(TemplateView t) => new(
        t.Id, t.Code, t.Number, t.Content.NameAr, t.Content.NameEn, t.Content.Channel, t.Content.Category, t.Content.WhatsappCategory, t.Content.SubjectAr,
        t.Content.SubjectEn, t.Content.BodyAr, t.Content.BodyEn, t.Content.HeaderAr, t.Content.HeaderEn, t.Content.FooterAr, t.Content.FooterEn,
        t.Content.Buttons, t.Content.Variables, t.IsActive, t.External, [.. t.Listings.Select(TemplateListingResponse.Of)], t.CreatedAt, t.UpdatedAt, t.Version);
}

/// <summary>Where a template stands at Meta, in one account and one language.</summary>
/// <param name="BusinessAccountId">The account.</param>
/// <param name="Language">Meta's language code.</param>
/// <param name="Status">Its standing.</param>
/// <param name="Sendable">Whether it may be sent.</param>
/// <param name="Number">The version that Meta has; 0 where it was made elsewhere.</param>
/// <param name="Reason">Of a refusal, a pause or a failed attempt.</param>
/// <param name="Quality"><c>green</c>, <c>yellow</c>, <c>red</c>, or null.</param>
/// <param name="Category">What Meta counts it as.</param>
/// <param name="MetaId">Meta's id.</param>
/// <param name="Task">What is still to be done at Meta.</param>
/// <param name="NextAt">When that is tried next.</param>
internal sealed record TemplateListingResponse(
    string BusinessAccountId, string Language, TemplateStatus Status, bool Sendable, int Number, string? Reason, string? Quality, WhatsappCategory? Category,
    string? MetaId, TemplateTask Task, DateTimeOffset? NextAt)
{
    public static TemplateListingResponse Of(TemplateListing l) => new(
        l.BusinessAccountId, l.Language, l.Status, l.Sendable, l.Number, l.Reason, l.Quality, l.Category, l.MetaId, l.Task, l.NextAt);
}

/// <summary>A template with values filled in.</summary>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="Subject">A letter's subject.</param>
/// <param name="Header">A header.</param>
/// <param name="Body">The words; a required place without a value stands as it is written.</param>
/// <param name="Footer">A footer.</param>
/// <param name="Buttons">The buttons.</param>
/// <param name="Characters">How many characters the body has.</param>
/// <param name="Sms">Of a short message: its encoding, units and parts.</param>
/// <param name="Ready">Whether it may be sent like this.</param>
/// <param name="Errors">What is wrong, by the value or the text that it is about.</param>
internal sealed record TemplatePreviewResponse(
    string Language, string? Subject, string? Header, string Body, string? Footer, IReadOnlyList<RenderedButton> Buttons, int Characters, SmsLength? Sms,
    bool Ready, IReadOnlyDictionary<string, string[]> Errors);

/// <summary>Values by the names of places.</summary>
internal static class TemplateValues
{
    private const int MostValues = 40;

    /// <summary>The values; too many, or too long to be any, are said to the check.</summary>
    public static IReadOnlyDictionary<string, string?> Read(Check check, string field, IReadOnlyDictionary<string, string?>? values)
    {
        if (values is null) return new Dictionary<string, string?>();
        if (values.Count > MostValues) check.Add(field, "template.too_many", MostValues);
        foreach (var (name, value) in values.Take(MostValues))
        {
            if (name.Length > 40) check.Add(field, "template.variable_name");
            else if (value?.Length > 10_000) check.Add($"{field}.{name}", "field.too_long", TemplateText.LongestValue);
        }
        return values;
    }
}

/// <summary>Tells faults in the caller's language.</summary>
internal static class TemplateFaults
{
    /// <summary>Says every fault to the check, its field behind a prefix.</summary>
    public static void Tell(Check check, IEnumerable<TemplateFault> faults, string prefix = "")
    {
        foreach (var fault in faults)
        {
            var key = fault.Rule is "required" or "too_long" or "control" or "phone" ? "field." + fault.Rule : "template." + fault.Rule;
            check.Add(prefix + fault.Field, key, fault.Argument is null ? [] : [fault.Argument]);
        }
    }
}
