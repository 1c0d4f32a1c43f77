namespace SalesFlow.Storage.ReadModels;

/// <summary>Places in lists that are sorted by a name, then by id.</summary>
internal static class SortedName
{
    /// <summary>The place of a row.</summary>
    public static Cursor At(string name, string id) => new(0, $"{name}\n{id}");

    /// <summary>The name and the id of a place.</summary>
    /// <exception cref="FormatException">It is a place of another kind of list.</exception>
    public static (string Name, string Id) Split(Cursor place)
    {
        var line = place.Id.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 ? throw new FormatException("The cursor is not one that this list gave.") : (place.Id[..line], place.Id[(line + 1)..]);
    }
}
