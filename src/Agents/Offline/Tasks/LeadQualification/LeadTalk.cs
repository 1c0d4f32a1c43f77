using SalesFlow.Agents.Language;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What leads say, by the concepts of the lexicon of leads.</summary>
internal static class LeadTalk
{
    /// <summary>Whether a text says this.</summary>
    public static bool Says(string? text, string concept) =>
        !string.IsNullOrWhiteSpace(text) && PhraseBook.Leads.Find(text).Exists(h => h.Concept == concept);
}
