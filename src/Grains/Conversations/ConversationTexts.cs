using System.Globalization;
using System.Resources;

namespace SalesFlow.Grains.Conversations;

/// <summary>What conversations say by rule, in the customer's language. The texts stand in <c>ConversationTexts.resx</c> and its Arabic twin.</summary>
internal static class ConversationTexts
{
    private static readonly ResourceManager Resources = new("SalesFlow.Grains.Conversations.ConversationTexts", typeof(ConversationTexts).Assembly);
    private static readonly CultureInfo Arabic = CultureInfo.GetCultureInfo("ar");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    internal static string OptedOut(string language) => Text(nameof(OptedOut), language);

    internal static string OptOutQuestion(string language) => Text(nameof(OptOutQuestion), language);

    /// <summary>What is said to a person about a customer's words.</summary>
    internal static string OptOutDoubt(string language, string words) =>
        string.Format(language == "en" ? English : Arabic, Text(nameof(OptOutDoubt), language), words);

    internal static string OptOutYes(string language) => Text(nameof(OptOutYes), language);

    internal static string OptOutNo(string language) => Text(nameof(OptOutNo), language);

    internal static string HandingOver(string language) => Text(nameof(HandingOver), language);

    internal static string Summary(string language, string name) => Text("Summary_" + name, language);

    /// <summary>Why a person is needed, in words; the code itself where there are none for it.</summary>
    internal static string Reason(string language, string code) => Find("Reason_" + code, language) ?? code;

    /// <summary>What a fact is called; its key where it has no name.</summary>
    internal static string Fact(string language, string key) => Find("Fact_" + key, language) ?? key;

    internal static string Satisfaction(string language, string name) => Text("Satisfaction_" + name, language);

    private static string Text(string key, string language) => Find(key, language) ?? throw new MissingManifestResourceException(key);

    private static string? Find(string key, string language) => Resources.GetString(key, language == "en" ? English : Arabic);
}
