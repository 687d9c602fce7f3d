/** A package with a description. */
package documented;
