namespace SalesFlow.Templates;

/// <summary>By what a template's words travel.</summary>
[GenerateSerializer]
public enum TemplateChannel
{
    /// <summary>WhatsApp, once Meta has approved it.</summary>
    Whatsapp = 0,
    /// <summary>A letter with a subject.</summary>
    Email = 1,
    /// <summary>A short message of at most two parts.</summary>
    Sms = 2,
    /// <summary>Words that are spoken.</summary>
    Voice = 3,
}

/// <summary>What a template is for.</summary>
[GenerateSerializer]
public enum TemplateCategory
{
    /// <summary>The first word to somebody: says who writes, and how to stop it.</summary>
    Outreach = 0,
    /// <summary>A word after the first one.</summary>
    Followup = 1,
    /// <summary>Appointments.</summary>
    Meeting = 2,
    /// <summary>Partners who sell.</summary>
    Affiliate = 3,
    /// <summary>Among colleagues.</summary>
    Internal = 4,
    /// <summary>What helps somebody decide.</summary>
    Sales = 5,
    /// <summary>Complaints and questions.</summary>
    Support = 6,
    /// <summary>Consent, privacy, opting out.</summary>
    Compliance = 7,
}

/// <summary>Meta's own category: decides the price, and whether consent to marketing is needed.</summary>
[GenerateSerializer]
public enum WhatsappCategory
{
    /// <summary>Advertises.</summary>
    Marketing = 0,
    /// <summary>Belongs to something that the customer asked for.</summary>
    Utility = 1,
    /// <summary>A code. Meta writes the text itself.</summary>
    Authentication = 2,
}

/// <summary>Kinds of buttons under a WhatsApp template.</summary>
[GenerateSerializer]
public enum TemplateButtonKind
{
    /// <summary>The customer answers with its text.</summary>
    QuickReply = 0,
    /// <summary>Opens a page.</summary>
    Url = 1,
    /// <summary>Calls a number.</summary>
    Phone = 2,
}

/// <summary>A button under a WhatsApp template.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="TextAr">Arabic label, 1 to 25 characters, without placeholders; null where there is no Arabic text.</param>
/// <param name="TextEn">English label, 1 to 25 characters; null where there is no English text.</param>
/// <param name="Url">The page of a <c>url</c> button, at most 2,000 characters; one placeholder may stand at its very end.</param>
/// <param name="Phone">The number of a <c>phone</c> button, E.164.</param>
[GenerateSerializer, Immutable, Alias("template.button")]
public sealed record TemplateButton(TemplateButtonKind Kind, string? TextAr, string? TextEn, string? Url = null, string? Phone = null);

/// <summary>A value that is filled in when the template is used.</summary>
/// <param name="Name">As it stands in the text: 1 to 40 of a-z, 0-9 and _, a letter first.</param>
/// <param name="Required">Whether the template cannot be used without it. Always, on WhatsApp.</param>
/// <param name="ExampleAr">A plausible Arabic value: Meta's reviewers see it, and previews.</param>
/// <param name="ExampleEn">A plausible English value.</param>
/// <param name="MaxLength">The longest value, in characters, 1 to 1,024.</param>
[GenerateSerializer, Immutable, Alias("template.variable")]
public sealed record TemplateVariable(string Name, bool Required, string? ExampleAr, string? ExampleEn, int MaxLength);

/// <summary>All that a template says. A change of any of it is a new version.</summary>
/// <param name="NameAr">What people call it, Arabic, 1 to 120 characters.</param>
/// <param name="NameEn">What people call it, English, 1 to 120 characters.</param>
/// <param name="Channel">By what it travels; never changes.</param>
/// <param name="Category">What it is for.</param>
/// <param name="WhatsappCategory">Meta's category; of WhatsApp templates only, and of all of these.</param>
/// <param name="SubjectAr">A letter's subject, at most 60 characters with its examples filled in.</param>
/// <param name="SubjectEn">The same in English.</param>
/// <param name="BodyAr">The words: at most 1,024 characters on WhatsApp, 5,000 in a letter, 2,000 spoken, two parts by SMS. Null where only English is there.</param>
/// <param name="BodyEn">The same in English.</param>
/// <param name="HeaderAr">A WhatsApp header, at most 60 characters and one placeholder, or null.</param>
/// <param name="HeaderEn">The same in English.</param>
/// <param name="FooterAr">A WhatsApp footer, at most 60 characters without placeholders, or null.</param>
/// <param name="FooterEn">The same in English.</param>
/// <param name="Buttons">At most 10, of which 1 phone and 2 pages.</param>
/// <param name="Variables">At most 20.</param>
[GenerateSerializer, Immutable, Alias("template.content")]
public sealed record TemplateContent(
    string NameAr,
    string NameEn,
    TemplateChannel Channel,
    TemplateCategory Category,
    WhatsappCategory? WhatsappCategory,
    string? SubjectAr,
    string? SubjectEn,
    string? BodyAr,
    string? BodyEn,
    string? HeaderAr,
    string? HeaderEn,
    string? FooterAr,
    string? FooterEn,
    IReadOnlyList<TemplateButton> Buttons,
    IReadOnlyList<TemplateVariable> Variables)
{
    /// <summary>The languages that it has words in: <c>ar</c>, <c>en</c> or both.</summary>
    public IEnumerable<string> Languages()
    {
        if (BodyAr is not null) yield return "ar";
        if (BodyEn is not null) yield return "en";
    }

    /// <summary>The body of a language, or null.</summary>
    public string? Body(string language) => language == "ar" ? BodyAr : BodyEn;

    /// <summary>The subject of a language, or null.</summary>
    public string? Subject(string language) => language == "ar" ? SubjectAr : SubjectEn;

    /// <summary>The header of a language, or null.</summary>
    public string? Header(string language) => language == "ar" ? HeaderAr : HeaderEn;

    /// <summary>The footer of a language, or null.</summary>
    public string? Footer(string language) => language == "ar" ? FooterAr : FooterEn;

    /// <summary>Whether another content says the same.</summary>
    public bool Same(TemplateContent other) =>
        this with { Buttons = other.Buttons, Variables = other.Variables } == other
        && Buttons.SequenceEqual(other.Buttons) && Variables.SequenceEqual(other.Variables);
}
