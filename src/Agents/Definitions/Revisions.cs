using System.Security.Cryptography;
using System.Text;

namespace SalesFlow.Agents.Definitions;

/// <summary>Names what a definition was made of, so that a run can say by which prompt and settings it was thought.</summary>
internal static class Revisions
{
    /// <summary>A short name of a folder's files: the same as long as none of them changes.</summary>
    public static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in (string[])["agent.yaml", "prompt.ar.md", "prompt.en.md", "input.schema.json", "output.schema.json"])
            hash.AppendData(File.ReadAllBytes(Path.Combine(folder, file)));
        return Short(hash.GetHashAndReset());
    }

    /// <summary>A short name of a text.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }
        return Short(hash.GetHashAndReset());
    }

    private static string Short(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 6));
}
